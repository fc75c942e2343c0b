// Draws the charts of an executed notebook: the same view as in the notebook, its state held by the page.
document.addEventListener("DOMContentLoaded", () => {
  for (const el of document.querySelectorAll("[data-chart]")) {
    const state = { ...JSON.parse(el.dataset.chart), library: "", table: {}, table_open: false, visible: true };
    const nothing = () => {};
    const model = {
      get: (name) => state[name],
      set: (name, value) => (state[name] = value),
      save_changes: nothing,
      on: nothing,
      off: nothing,
      widget_manager: { get_model: async () => ({}) },
    };
    window.hdsChartView.render({ model, el });
  }
});

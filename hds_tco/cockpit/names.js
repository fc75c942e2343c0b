// Gives a name to what ipywidgets and plotly leave nameless to a screen reader: the sliders' handles and values, the
// answer (said again when it changes), the charts. And tells plotly, which draws before it has a place on the page and
// then listens to the window only, how wide the charts may be.

function put(node, attribute, value) {
  if (node && node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
}

function name(root, model) {
  put(root, "lang", model.get("lang"));
  for (const slider of root.querySelectorAll(".widget-hslider")) {
    const handle = slider.querySelector("[role=slider]");
    const readout = slider.querySelector(".widget-readout");
    put(handle, "aria-label", slider.querySelector(".widget-label").textContent);
    put(handle, "aria-valuetext", readout.textContent);
    put(readout, "contenteditable", "false"); // nothing can be typed there
  }
  put(root.querySelector(".hds-answer .widget-html-content"), "role", "status");
  const charts = root.querySelector(".js-plotly-plot");
  put(charts, "role", "img");
  put(charts, "aria-label", model.get("charts"));
}

export default {
  render({ model, el }) {
    let width = 0;
    const look = () => {
      const root = el.closest(".hds-explorer");
      if (!root) return;
      name(root, model);
      if (!root.querySelector(".main-svg") || root.clientWidth === width) return;
      width = root.clientWidth;
      window.dispatchEvent(new Event("resize"));
    };
    const changes = new MutationObserver(look);
    const widths = new ResizeObserver(look);
    const start = () => {
      const root = el.closest(".hds-explorer");
      if (!root) return requestAnimationFrame(start); // not yet on the page
      look();
      const attributeFilter = ["aria-valuetext", "contenteditable"];
      changes.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter });
      widths.observe(root);
    };
    model.on("change:charts", look);
    start();
    return () => {
      changes.disconnect();
      widths.disconnect();
      model.off("change:charts", look);
    };
  },
};

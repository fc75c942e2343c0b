// A chart: drawn by the plotly that the library widget brought, as wide as its place, named for screen readers, its
// figures in a table on request. Says whether it is seen, so that what is not seen need not be computed.

async function plotly(model) {
  // Asking for the library's model makes the page load it; its module then runs in its own time.
  const id = model.get("library").replace("IPY_MODEL_", "");
  await model.widget_manager.get_model(id);
  while (!window.hdsPlotly) await new Promise((later) => setTimeout(later, 20));
  return window.hdsPlotly;
}

function put(node, attribute, value) {
  if (node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
}

function make(name, classes, text) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  return node;
}

function fill(table, { head = [], rows = [] }) {
  const top = make("tr");
  for (const word of head) {
    const cell = make("th", "", word);
    cell.scope = "col";
    top.append(cell);
  }
  const lines = rows.map(([name, ...words]) => {
    const line = make("tr"), first = make("th", "", name);
    first.scope = "row";
    line.append(first, ...words.map((word) => make("td", "", word)));
    return line;
  });
  const above = make("thead"), below = make("tbody");
  above.append(top);
  below.append(...lines);
  table.replaceChildren(above, below);
}

// The legend stands outside the picture, where words wrap whatever the width.

const DASHES = { dash: "9 5", dot: "2 3", dashdot: "8 3 2 3", longdash: "14 5" };
const SHAPES = {
  circle: "M21 7a4 4 0 1 1-8 0a4 4 0 1 1 8 0Z",
  square: "M13 3h8v8h-8Z",
  diamond: "M17 2l5 5l-5 5l-5-5Z",
  "triangle-up": "M17 2l5 9h-10Z",
  cross: "M15 2h4v3h3v4h-3v3h-4v-3h-3v-4h3Z",
  "line-ew": "M9 7h16",
};
const FILLS = {
  "/": "M0 8L8 0M-2 2L2-2M6 10L10 6",
  x: "M0 0L8 8M8 0L0 8",
  ".": "M2 2h1.8v1.8h-1.8ZM6 6h1.8v1.8h-1.8Z",
  "-": "M0 4H8",
};
let patterns = 0;
const NARROW = 420; // pixels

const one = (value) => (Array.isArray(value) ? value[0] : value);

function swatch(trace) {
  const { line = {}, marker = {} } = trace;
  const colour = one(marker.color) ?? line.color ?? "#222222";
  if (trace.type === "bar") {
    const id = `hds-fill-${++patterns}`, mark = FILLS[one(marker.pattern?.shape)];
    const fill = mark
      ? `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="${mark}" stroke="${colour}" stroke-width="1.6" fill="none"/></pattern>`
      : "";
    return `${fill}<rect x="10" y="1" width="14" height="12" fill="${mark ? `url(#${id})` : colour}" stroke="#222222" stroke-width="0.6"/>`;
  }
  const stroke = line.color ?? marker.line?.color ?? colour;
  const dashes = DASHES[line.dash] ? ` stroke-dasharray="${DASHES[line.dash]}"` : "";
  const drawn = trace.mode?.includes("lines")
    ? `<path d="M0 7h34" stroke="${stroke}" stroke-width="2.5" fill="none"${dashes}/>`
    : "";
  const edge = marker.symbol === "line-ew" ? 2.5 : 1;
  const symbol = trace.mode?.includes("markers")
    ? `<path d="${SHAPES[marker.symbol] ?? SHAPES.square}" fill="${colour}" stroke="${marker.line?.color ?? colour}" stroke-width="${edge}"/>`
    : "";
  return drawn + symbol;
}

function explain(legend, data, layout) {
  const named = data.filter((trace) => trace.name && trace.showlegend !== false && trace.type !== "heatmap");
  const shown = layout.showlegend !== false && named.length > 1 ? named : [];
  const key = JSON.stringify(shown.map(({ name, type, mode, line, marker }) => [name, type, mode, line, marker]));
  if (legend.dataset.key === key) return;
  legend.dataset.key = key;
  legend.hidden = !shown.length;
  legend.replaceChildren(
    ...shown.map((trace) => {
      const item = make("li");
      item.innerHTML = `<svg width="34" height="14" viewBox="0 0 34 14" aria-hidden="true">${swatch(trace)}</svg>`;
      const name = make("span");
      name.innerHTML = trace.name; // escaped already, as plotly wants it
      item.append(name);
      return item;
    })
  );
}

export default {
  async render({ model, el }) {
    el.classList.add("hds-chart");
    const title = make("h3", "hds-chart-title"), source = make("p", "hds-chart-source");
    const legend = make("ul", "hds-legend");
    const picture = make("div", "hds-chart-picture");
    const details = make("details", "hds-chart-figures");
    const summary = make("summary"), scroll = make("div", "hds-chart-scroll"), table = make("table");
    scroll.tabIndex = 0;
    scroll.append(table);
    details.append(summary, scroll);
    el.append(title, legend, picture, source, details);
    picture.setAttribute("role", "img");

    let gone = false, width = 0, Plotly = null;
    const spec = () => model.get("spec");
    const named = () => {
      const { lang = "fr", alt = "", figures = "", ...around } = model.get("caption");
      put(el, "lang", lang);
      put(picture, "aria-label", alt);
      put(scroll, "aria-label", figures);
      summary.textContent = figures;
      title.textContent = around.title ?? "";
      source.textContent = around.source ?? "";
    };
    const draw = () => {
      const { data, layout, config } = spec();
      if (!data || gone) return;
      explain(legend, data, layout);
      picture.style.minHeight = `${layout.height}px`;
      if (!Plotly || !picture.clientWidth) return;
      width = picture.clientWidth;
      const { t = 0, r = 0 } = layout.margin;
      const margin = { ...layout.margin, t: Math.max(12, t), r: Math.max(14, r) };
      const bare = { autosize: false, showlegend: false, margin };
      const axisTitle = layout.xaxis?.title;
      // Beside long names of rows a phone leaves little width to what stands below the axis.
      if (axisTitle && width < NARROW) {
        bare.xaxis = { ...layout.xaxis, title: { ...axisTitle, font: { ...axisTitle.font, size: 10 } } };
      }
      Plotly.react(picture, data, { ...layout, ...bare, width }, config);
    };
    const tabled = () => fill(table, model.get("table"));
    details.addEventListener("toggle", () => {
      if (details.open === model.get("table_open")) return;
      model.set("table_open", details.open);
      model.save_changes();
    });
    details.open = model.get("table_open");

    const widths = new ResizeObserver(() => {
      if (Math.abs(picture.clientWidth - width) > 1) draw();
    });
    const seen = new IntersectionObserver((entries) => {
      const visible = entries[entries.length - 1].isIntersecting;
      if (visible === model.get("visible")) return;
      model.set("visible", visible);
      model.save_changes();
    }, { rootMargin: "80px" });

    model.on("change:spec", draw);
    model.on("change:caption", named);
    model.on("change:table", tabled);
    named();
    tabled();
    draw();
    widths.observe(picture);
    seen.observe(el); // its title too: no old figure may stay in sight
    plotly(model).then((library) => {
      Plotly = library;
      draw();
    });
    return () => {
      gone = true;
      widths.disconnect();
      seen.disconnect();
      model.off("change:spec", draw);
      model.off("change:caption", named);
      model.off("change:table", tabled);
      if (Plotly) Plotly.purge(picture);
    };
  },
};

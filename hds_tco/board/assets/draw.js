// Draws each chart in its place, as wide as it; drawn again when the width changes. Names are wrapped anew on narrow
// screens. A picture that knows its own proportions is scaled by the printer.
"use strict";
(() => {
  const specs = JSON.parse(document.getElementById("charts").textContent);
  const NARROW = 520, NAME = 17;

  function wrapped(words, letters) {
    const lines = [""];
    for (const word of String(words).split(/<br>|\s/)) {
      const line = lines[lines.length - 1];
      if (line && line.length + word.length >= letters) lines.push(word);
      else lines[lines.length - 1] = line ? `${line} ${word}` : word;
    }
    return lines.join("<br>");
  }

  function shortened(words, letters) {
    return words.length <= letters ? words : `${words.slice(0, letters - 1)}…`;
  }

  function every(axis, most) {
    const step = Math.ceil((axis.tickvals ?? []).length / most);
    const kept = (_, rank) => rank % step === 0;
    return axis.tickvals
      ? { ...axis, tickvals: axis.tickvals.filter(kept), ticktext: axis.ticktext.filter(kept) }
      : { ...axis, nticks: most };
  }

  function titled(axis, letters) {
    return axis.title ? { ...axis, title: { ...axis.title, text: wrapped(axis.title.text ?? "", letters) } } : axis;
  }

  // Names below the chart: turned where they would run into each other, every other one where they are short, or figures.
  function spread(axis, width, size) {
    const names = axis.ticktext ?? [];
    const room = (width - 90) / Math.max(names.length, 1) / (0.6 * size);
    const longest = Math.max(0, ...names.flatMap((name) => String(name).split("<br>").map((line) => line.length)));
    if (!names.length || longest < room) return axis;
    if (longest < 6 || axis.tickformat) return every(axis, Math.floor((width - 90) / (0.6 * size * (longest + 2))));
    const flat = names.map((name) => shortened(String(name).replaceAll("<br>", " "), 30));
    return { ...axis, tickangle: width < NARROW ? -60 : -35, ticktext: flat };
  }

  // What a turned name needs to the left of its place, or plotly leaves the first one out.
  function aside(margin, axis, width) {
    return axis.tickangle ? { ...margin, l: Math.max(margin.l, width < NARROW ? 70 : 124) } : margin;
  }

  function fitted({ data, layout, config }, width) {
    const narrow = width < NARROW, lying = data.some((trace) => trace.orientation === "h");
    if (!narrow) {
      const size = layout.xaxis.tickfont?.size ?? layout.font.size;
      if (lying) return { data, config, layout };
      const below = spread(layout.xaxis, width, size);
      return { data, config, layout: { ...layout, margin: aside(layout.margin, below, width), xaxis: below } };
    }
    const font = { ...layout.font, size: 10 };
    const margin = { ...layout.margin, r: Math.min(layout.margin.r, 28) };
    const xaxis = titled(layout.xaxis, 40), yaxis = titled(layout.yaxis, 40);
    if (!lying) {
      const many = (xaxis.ticktext ?? []).length > 4;
      const bare = many ? data.map(({ text, ...trace }) => trace) : data;  // too many figures for so little room
      const below = xaxis.ticktext ? spread(xaxis, width, 10) : every(xaxis, 5);
      const left = aside(margin, below, width);
      return { data: bare, config, layout: { ...layout, font, margin: left, xaxis: below, yaxis } };
    }
    const rows = data.map((trace) => ({ ...trace, textfont: { size: 9 } }));
    const names = { ...yaxis, tickfont: { size: 9 }, ticktext: yaxis.ticktext.map((name) => wrapped(name, NAME)) };
    const lines = Math.max(...names.ticktext.map((name) => name.split("<br>").length));
    const height = Math.max(layout.height, Math.max(46, 12 * lines + 6) * names.ticktext.length + 120);
    return { data: rows, config, layout: { ...layout, font, margin, xaxis: every(xaxis, 4), yaxis: names, height } };
  }

  function draw(place, spec) {
    const width = Math.floor(place.clientWidth);
    if (!width || place.dataset.width === String(width)) return;
    place.dataset.width = String(width);
    const { data, layout, config } = fitted(spec, width);
    window.Plotly.react(place, data, { ...layout, width, autosize: false }, config).then(() => {
      for (const svg of place.querySelectorAll("svg.main-svg")) {
        svg.setAttribute("viewBox", `0 0 ${width} ${layout.height}`);
        svg.setAttribute("focusable", "false");
      }
      place.dataset.drawn = "yes";
    });
  }

  const contents = document.querySelector("nav.contents details");
  if (window.innerWidth < 1100) contents.open = false;

  const waiting = Object.entries(specs).map(([id, spec]) => [document.getElementById(id), spec]);
  for (const [place, spec] of waiting) place.style.minHeight = `${spec.layout.height}px`;
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) draw(target, specs[target.id]);
  });
  const next = () => {
    const first = waiting.shift();
    if (!first) return;
    widths.observe(first[0]);
    setTimeout(next);
  };
  next();
})();

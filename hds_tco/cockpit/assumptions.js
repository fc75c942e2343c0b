// Assumptions in rows: a slider, a box to type in, a way back, and on request where the figure comes from. Rows are
// built when their list changes; a gesture only changes what stands in them, and never what the reader is holding.

// While Python is busy, what a widget says is merged: the last of it goes together, so that no gesture is lost.
const KEPT = 20;
let count = 0;

function make(name, classes, text) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  return node;
}

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function put(node, attribute, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(attribute);
  else if (node.getAttribute(attribute) !== String(value)) node.setAttribute(attribute, value);
}

class Row {
  constructor(row, words, act) {
    this.row = row;
    this.words = words;
    this.act = act;
    const id = `hds-row-${++count}`;
    this.el = make("div", "hds-row");
    this.el.dataset.path = row.path;
    [this.before, this.after] = row.around;
    this.el.hdsSearch = bare([row.label, row.path, ...row.help.map(([, text]) => text)].join(" ")); // what a search reads

    const head = make("div", "hds-row-head");
    this.label = make("label", "hds-row-label", row.label);
    this.label.htmlFor = id;
    this.label.title = row.help.map(([title, text]) => `${title} : ${text}`).join("\n");
    head.append(this.label);
    if (row.hypothesis) {
      const mark = make("span", "hds-mark", words.hypothesis);
      mark.title = words.hypothesis_help;
      head.append(mark);
    }
    const about = make("button", "hds-small hds-about", "?");
    about.type = "button";
    put(about, "aria-label", `${words.about} ${row.label}`);
    put(about, "aria-expanded", "false");
    put(about, "aria-controls", `${id}-about`);
    about.title = words.about_title;
    this.back = make("button", "hds-small hds-back", "↺");
    this.back.type = "button";
    put(this.back, "aria-label", `${words.back} ${row.label}`);
    this.back.addEventListener("click", () => {
      this.act("reset", true);
      (this.slider ?? this.box ?? this.tick ?? this.select).focus();
    });
    head.append(about, this.back);

    const body = make("div", "hds-row-body");
    if (row.slides) body.append(this.makeSlider());
    if (row.nature === "number" || row.nature === "list") body.append(this.makeBox(id));
    if (row.nature === "flag") body.append(this.makeTick(id));
    if (row.nature === "choice") body.append(this.makeSelect(id));
    if (row.unit) body.append(make("span", "hds-unit", row.unit));

    this.was = make("p", "hds-was");
    this.fault = make("p", "hds-fault");
    this.fault.id = `${id}-fault`;
    put(this.fault, "role", "alert");
    this.about = make("div", "hds-row-about");
    this.about.id = `${id}-about`;
    this.about.hidden = true;
    about.addEventListener("click", () => {
      if (!this.about.hasChildNodes()) this.tell();
      this.about.hidden = !this.about.hidden;
      put(about, "aria-expanded", String(!this.about.hidden));
    });
    this.el.append(head, body, this.was, this.fault, this.about);
  }

  makeSlider() {
    const slider = (this.slider = make("input", "hds-slider"));
    slider.type = "range";
    slider.min = 0;
    slider.max = this.row.words.length - 1;
    slider.step = 1;
    put(slider, "aria-label", this.row.label);
    const begin = () => (this.gesture = `${this.row.path}#${++count}`);
    slider.addEventListener("pointerdown", begin);
    slider.addEventListener("keydown", (event) => event.repeat || begin());
    slider.addEventListener("input", () => {
      const at = Number(slider.value);
      this.say(at); // at once: the rest of the screen follows in its time
      this.slid = true;
      this.act("at", at, this.gesture);
    });
    // The hand is still: what waited for it, lest it change under the hand, may follow.
    const rest = () => {
      if (this.slid) this.act("still", true);
      this.slid = false;
    };
    slider.addEventListener("pointerup", () => (rest(), (this.gesture = "")));
    slider.addEventListener("keyup", rest);
    slider.addEventListener("blur", rest);
    return slider;
  }

  makeBox(id) {
    const box = (this.box = make("input", "hds-box"));
    box.type = "text";
    box.id = id;
    box.autocomplete = "off";
    put(box, "inputmode", this.row.nature === "number" ? "decimal" : "text");
    put(box, "aria-label", this.row.unit ? `${this.row.label} (${this.row.unit})` : this.row.label);
    // JupyterLab keeps Enter from making a change of it: said here, once.
    let unsent = false;
    const say = () => {
      if (unsent) this.act("typed", box.value);
      unsent = false;
    };
    box.addEventListener("input", () => (unsent = true));
    box.addEventListener("change", say);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") (box.value = this.text), (unsent = false);
      if (event.key === "Enter") say();
    });
    return box;
  }

  makeTick(id) {
    const holder = make("span", "hds-tick");
    const tick = (this.tick = make("input"));
    tick.type = "checkbox";
    tick.id = id;
    tick.addEventListener("change", () => this.act("on", tick.checked));
    this.yes = make("span", "", "");
    holder.append(tick, this.yes);
    return holder;
  }

  makeSelect(id) {
    const select = (this.select = make("select", "hds-select"));
    select.id = id;
    this.row.keys.forEach((key, rank) => select.append(new Option(this.row.words[rank], key)));
    select.addEventListener("change", () => this.act("key", select.value));
    return select;
  }

  tell() {
    const list = make("dl");
    for (const [title, text] of this.row.help) list.append(make("dt", "", title), make("dd", "", text));
    this.about.append(list);
    if (this.row.uncertain) {
      this.range = make("p", "hds-range", this.state?.range ?? "");
      const label = make("label", "hds-sure");
      this.sure = make("input");
      this.sure.type = "checkbox";
      this.sure.checked = Boolean(this.state?.sure);
      this.sure.addEventListener("change", () => this.act("sure", this.sure.checked));
      label.append(this.sure, make("span", "", this.words.sure));
      this.about.append(this.range, label);
    }
  }

  say(at) {
    put(this.slider, "aria-valuetext", this.before + this.row.words[at] + this.after);
    if (document.activeElement !== this.box) this.box.value = this.row.words[at];
    this.slider.style.setProperty("--at", at / Math.max(1, this.row.words.length - 1));
  }

  show(state, fault) {
    if (!state) return;
    const first = this.state === undefined;
    this.state = state;
    this.text = state.text;
    if (this.slider) {
      const held = this.slider.matches(":active");
      if (!held && Number(this.slider.value) !== state.at) this.slider.value = state.at;
      if (first) this.slider.value = state.at;
      this.slider.style.setProperty("--home", state.home / Math.max(1, this.row.words.length - 1));
      if (!held) {
        put(this.slider, "aria-valuetext", this.before + state.text + this.after);
        this.slider.style.setProperty("--at", this.slider.value / Math.max(1, this.row.words.length - 1));
      }
    }
    if (this.box && !fault && !(this.slider?.matches(":active"))) this.box.value = state.text;
    if (this.tick) {
      this.tick.checked = state.on;
      this.yes.textContent = state.text;
    }
    if (this.select) this.select.value = state.key;
    this.el.classList.toggle("hds-moved", Boolean(state.moved));
    this.back.hidden = !state.moved;
    this.back.title = state.moved ?? "";
    this.was.textContent = [state.moved, state.fixed].filter(Boolean).join(" · ");
    this.was.hidden = !this.was.textContent;
    if (this.range) this.range.textContent = state.range ?? "";
    if (this.sure) this.sure.checked = Boolean(state.sure);
    this.fault.textContent = fault ?? "";
    this.fault.hidden = !fault;
    for (const field of [this.box].filter(Boolean)) {
      put(field, "aria-invalid", fault ? "true" : null);
      put(field, "aria-describedby", fault ? this.fault.id : null);
    }
  }
}

// The cockpit is a frame as high as what the reader sees: answer and sliders stay, whatever is scrolled.

function frame(el) {
  const root = el.closest(".hds-cockpit");
  if (!root) return;
  const notebook = root.closest(".jp-WindowedPanel-outer, .jp-Notebook");
  const above = window.scrollY + root.getBoundingClientRect().top;
  const height = notebook ? notebook.clientHeight - 24 : window.innerHeight - Math.max(0, above) - 2;
  root.style.setProperty("--hds-height", `${Math.max(520, Math.min(height, 1600))}px`);
}

export default {
  render({ model, el }) {
    el.classList.add("hds-assumptions");
    // JupyterLab takes keys for its own (arrows among them) unless the very node that has the focus says otherwise. Saving
    // the notebook stays JupyterLab's; the window hears of a key before JupyterLab does.
    const claim = (event) => {
      if (!el.contains(event.target)) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        delete event.target.dataset.lmSuppressShortcuts;
      } else {
        event.target.dataset.lmSuppressShortcuts = "true";
      }
    };
    window.addEventListener("keydown", claim, true);
    const rows = new Map();
    let serial = Date.now(); // beyond those of the page before it was loaded again
    const sent = [];
    const act = (path) => (what, value, gesture = "") => {
      const before = sent[sent.length - 1];
      const goesOn = what === "at" && before?.what === "at" && before.gesture === gesture && before.path === path;
      if (goesOn) sent.pop(); // of a drag, only where it is now
      sent.push({ path, what, value, gesture, serial: ++serial });
      model.set("gestures", sent.slice(-KEPT));
      model.save_changes();
    };
    const first = make("div", "hds-first");
    const all = make("details", "hds-all");
    const summary = make("summary");
    const finder = make("input", "hds-finder");
    finder.type = "search";
    const status = make("p", "hds-count");
    put(status, "role", "status");
    const more = make("div");
    all.append(summary, finder, status, more);
    el.append(first, ...(model.get("foldable") ? [all] : []));

    const show = () => {
      const values = model.get("values"), faults = model.get("faults");
      for (const list of rows.values()) {
        for (const row of list) row.show(values[row.row.path], faults[row.row.path]);
      }
    };
    const build = (place, groups, folded) => {
      for (const [path, list] of rows) {
        const kept = list.filter((row) => row.place !== place);
        if (kept.length) rows.set(path, kept);
        else rows.delete(path);
      }
      const words = model.get("words");
      place.replaceChildren(
        ...groups.map(({ title, rows: inside }) => {
          const group = make(folded ? "details" : "section", "hds-group");
          group.append(make(folded ? "summary" : "h3", "hds-group-title", title));
          if (!folded) put(group, "aria-label", title);
          for (const item of inside) {
            const row = new Row(item, words, act(item.path));
            row.place = place;
            rows.set(item.path, [...(rows.get(item.path) ?? []), row]);
            group.append(row.el);
          }
          return group;
        })
      );
      show();
    };
    const name = () => {
      const words = model.get("words");
      summary.textContent = words.all ?? "";
      finder.placeholder = words.find ?? "";
      put(finder, "aria-label", words.find);
      put(el, "lang", words.lang ?? "fr");
      if (document.body.dataset.voila && words.title) { // the page is ours: a notebook's is not
        document.documentElement.lang = words.lang;
        document.title = words.title;
      }
    };
    const find = () => {
      const wanted = bare(finder.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const group of more.children) {
        let here = 0;
        for (const row of group.querySelectorAll(".hds-row")) {
          row.hidden = !wanted.every((word) => row.hdsSearch.includes(word));
          here += !row.hidden;
        }
        group.hidden = !here;
        group.open = wanted.length > 0 && here > 0;
        found += here;
      }
      const words = model.get("words"), number = new Intl.PluralRules(words.lang ?? "fr").select(found);
      const sentence = words[number === "one" ? "found_one" : "found_other"] ?? "";
      status.textContent = wanted.length ? sentence.replace("{n}", found) : "";
    };
    // What is looked for stands under the reader's eyes, not below the last slider.
    const rise = () => (el.scrollTop += all.getBoundingClientRect().top - el.getBoundingClientRect().top);
    finder.addEventListener("input", () => (find(), rise()));
    all.addEventListener("toggle", () => {
      if (all.open) rise();
      if (all.open === model.get("unfolded")) return;
      model.set("unfolded", all.open);
      model.save_changes();
    });
    all.open = model.get("unfolded");

    const rebuildFirst = () => (name(), build(first, model.get("first"), false));
    const rebuildMore = () => (build(more, model.get("more"), true), find());
    model.on("change:first", rebuildFirst);
    model.on("change:more", rebuildMore);
    model.on("change:values change:faults", show);
    rebuildFirst();
    rebuildMore();
    const fit = () => frame(el);
    requestAnimationFrame(() => requestAnimationFrame(fit));
    const sizes = new ResizeObserver(fit);
    sizes.observe(document.body);
    window.addEventListener("resize", fit);
    return () => {
      window.removeEventListener("keydown", claim, true);
      sizes.disconnect();
      window.removeEventListener("resize", fit);
      model.off("change:first", rebuildFirst);
      model.off("change:more", rebuildMore);
      model.off("change:values change:faults", show);
    };
  },
};

// A piece of the page that Python writes whole: what was typed and where the reader stood survive each writing. Anything
// with data-do tells Python when it is used, with what the fields around it hold.

// While Python is busy, what a widget says is merged: the last of it goes together, so that no click is lost.
const KEPT = 20;

function fieldsOf(node) {
  const form = node.closest("[data-form]");
  const fields = {};
  for (const field of form ? form.querySelectorAll("[name]") : []) {
    fields[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return fields;
}

export default {
  render({ model, el }) {
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
    let serial = Date.now(); // beyond those of the page before it was loaded again
    const sent = [];
    const write = () => {
      const kept = new Map();
      for (const field of el.querySelectorAll("[data-keep]")) kept.set(field.dataset.keep, field.value);
      const open = new Set([...el.querySelectorAll("details[data-key][open]")].map((node) => node.dataset.key));
      const active = el.contains(document.activeElement) ? document.activeElement : null;
      const key = active?.dataset.key;
      const span = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
      el.innerHTML = model.get("html");
      for (const field of el.querySelectorAll("[data-keep]")) {
        if (kept.has(field.dataset.keep)) field.value = kept.get(field.dataset.keep);
      }
      for (const node of el.querySelectorAll("details[data-key]")) if (open.has(node.dataset.key)) node.open = true;
      const again = key && el.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (again) {
        again.focus({ preventScroll: true });
        if (span && span[0] !== null && again.setSelectionRange) again.setSelectionRange(...span);
      }
      const wanted = el.querySelector("[data-focus]");
      if (wanted && !again) wanted.focus({ preventScroll: true });
    };
    // A button that is written anew between press and release would lose the click: what comes meanwhile waits.
    let pressed = false, late = false;
    const renew = () => (pressed ? (late = true) : write());
    const press = () => (pressed = true);
    const release = () => {
      if (!pressed) return;
      setTimeout(() => { // the click comes after the release
        pressed = false;
        if (late) write();
        late = false;
      });
    };
    const act = (node, value) => {
      sent.push({ do: node.dataset.do, value, fields: fieldsOf(node), serial: ++serial });
      model.set("events", sent.slice(-KEPT));
      model.save_changes();
    };
    const putAttributes = () => {
      for (const [name, value] of Object.entries(model.get("attributes"))) el.setAttribute(name, value);
    };
    el.addEventListener("click", (event) => {
      const node = event.target.closest("button[data-do]");
      if (node && node.getAttribute("aria-disabled") !== "true") act(node, node.value);
    });
    el.addEventListener("change", (event) => {
      const node = event.target.closest("select[data-do], input[type=checkbox][data-do]");
      if (node) act(node, node.type === "checkbox" ? node.checked : node.value);
    });
    el.addEventListener("keydown", (event) => {
      const node = event.target.closest("input[data-enter]");
      if (node && event.key === "Enter") {
        event.preventDefault();
        el.querySelector(`button[data-do="${node.dataset.enter}"]`)?.click();
      }
    });
    el.addEventListener("pointerdown", press);
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
    model.on("change:html", renew);
    model.on("change:attributes", putAttributes);
    putAttributes();
    write();
    // What a page that was stopped asked its next one to show: told once, to the bar, which alone keeps it (watch.js).
    const resumed = el.querySelector("[data-resume]") && sessionStorage.getItem("hds-session");
    if (resumed) {
      sessionStorage.removeItem("hds-session");
      act({ dataset: { do: "resume" }, closest: () => null }, resumed);
    }
    return () => {
      window.removeEventListener("keydown", claim, true);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", release);
      model.off("change:html", renew);
      model.off("change:attributes", putAttributes);
    };
  },
};

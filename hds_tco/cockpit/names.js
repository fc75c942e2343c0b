// Gives a name to what ipywidgets leaves nameless to a screen reader: the sliders' handles and values, and the answer,
// which is said again when it changes.

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
}

export default {
  render({ model, el }) {
    const look = () => {
      const root = el.closest(".hds-explorer");
      if (root) name(root, model);
    };
    const changes = new MutationObserver(look);
    const start = () => {
      const root = el.closest(".hds-explorer");
      if (!root) return requestAnimationFrame(start); // not yet on the page
      look();
      const attributeFilter = ["aria-valuetext", "contenteditable"];
      changes.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter });
    };
    start();
    return () => changes.disconnect();
  },
};

// Figures whose computation died look like live ones: the page asks every second whether its process is there. Once it
// is not, the page says so, greys the figures, and offers to start again from what was on screen.
(function () {
  const EVERY_MS = 1000;
  const alert = document.getElementById("stopped"), cockpit = document.getElementById("rendered_cells");
  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const address = `${config.baseUrl}api/kernels/${config.kernelId}`;
  let missed = 0;

  function element(name, words) {
    const node = document.createElement(name);
    node.textContent = words;
    return node;
  }

  function say(why) {
    if (alert.dataset.why === why) return;
    alert.dataset.why = why;
    const shown = cockpit.querySelector("[data-session]");
    const lang = (shown ?? document.documentElement).lang, words = JSON.parse(alert.dataset.words)[lang];
    const session = shown?.dataset.session ?? "", moves = JSON.parse(shown?.dataset.moves ?? "[]");
    alert.lang = lang;
    alert.replaceChildren(element("p", words[why]));
    if (moves.length) {
      const list = document.createElement("ul");
      list.append(...moves.map((move) => element("li", move)));
      alert.append(element("p", words.moved), list);
    }
    if (why === "stopped") {
      const button = element("button", words.again);
      button.type = "button";
      button.addEventListener("click", () => {
        if (session) sessionStorage.setItem("hds-session", session);
        location.reload();
      });
      alert.append(button);
    }
    document.getElementById("opening")?.remove();
    cockpit.inert = true;
    cockpit.classList.add("stopped");
    alert.hidden = false;
    (alert.querySelector("button") ?? alert).focus();
  }

  function unsay() {
    if (alert.hidden) return;
    delete alert.dataset.why;
    alert.hidden = true;
    cockpit.inert = false;
    cockpit.classList.remove("stopped");
  }

  async function look() {
    let status = 0;
    try { status = (await fetch(address, { cache: "no-store" })).status; } catch (closed) { /* no server: 0 */ }
    missed = status === 200 || status === 404 ? 0 : missed + 1;
    if (status === 200) unsay();
    if (status === 404) say("stopped"); // a server that is asked to leave ends its processes first: it may go next
    if (missed > 1) say("gone");
    setTimeout(look, EVERY_MS);
  }
  look();
})();

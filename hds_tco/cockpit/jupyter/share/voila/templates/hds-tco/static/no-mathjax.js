// Voilà fetches MathJax as soon as it shows a text, from a network unless told otherwise. The cockpit writes no
// formula that needs it: this stands in its place and does nothing.
window.MathJax = {
  Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } },
};

(function () {
  var mode = "auto";
  try { mode = localStorage.getItem("mode") || mode; } catch (error) { /* storage is refused: the system's choice */ }
  var dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mode = mode;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  window.DOCUMENTATION_OPTIONS = {};
})();

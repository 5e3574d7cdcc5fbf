(function () {
  var root = document.documentElement.dataset, mode = "auto", present = {};
  try {
    mode = localStorage.getItem("mode") || mode;
    present = JSON.parse(localStorage.getItem("present")) || present;
  } catch (error) { /* storage is refused, or holds what is not ours: the system's choice */ }
  var dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.mode = mode;
  root.theme = dark ? "dark" : "light";
  if (present.size) root.size = present.size;
  if (present.contrast) root.contrast = "high";
  window.DOCUMENTATION_OPTIONS = {};
})();

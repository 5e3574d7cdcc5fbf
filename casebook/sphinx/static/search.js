/* Brings search when it is first used: the head of its index, its engine and its style. Marks
   what was looked for on a page that was opened from the list of results. */
(function () {
  "use strict";
  const root = document.documentElement.dataset.content_root || "";
  const dialog = document.getElementById("pst-search-dialog");
  const panel = document.querySelector(".search-page");
  const SCRIPTS = ["index.js", "find.js", "parts.js", "marks.js", "list.js"]; // each needs those before it
  let engine = null;

  function add(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  /* Scripts that are not async run in the order in which they are added. */
  function script(name) {
    return add("script", { src: `${root}_search/${name}`, async: false });
  }

  function start() {
    if (!engine) {
      const style = add("link", { rel: "stylesheet", href: `${root}_search/search.css` });
      engine = Promise.all([...SCRIPTS.map(script), style]).then(() => window.casebookSearch);
      engine.catch(() => { engine = null; });
    }
    return engine;
  }

  function mount(place) {
    const field = place.querySelector("input[type=search]");
    start().then(
      (search) => search.mount(place, field),
      () => { field.placeholder = "查找用的文件没有打开，请重新载入本页"; },
    );
  }

  /* The dialog is there before its style: it stays unseen until then, so that nothing jumps. */
  if (dialog) {
    dialog.addEventListener("focusin", () => {
      const show = () => { dialog.style.opacity = ""; };
      dialog.style.opacity = "0";
      start().then(show, show);
      mount(dialog);
    }, { once: true });
  }
  if (panel) mount(panel);

  function typing(element) {
    return element.closest("input, textarea, select, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", (event) => {
    const plain = event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    if (!plain || typing(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (panel) panel.querySelector("input").focus();
    else if (dialog) dialog.showModal();
  });

  const looked = new URLSearchParams(location.search).get("find");
  if (looked) start().then((search) => search.mark(looked), () => {});
})();

/* For the classroom: larger type, high contrast, everything unfolded, a chart that fills the screen.
   Type and contrast are remembered, and set by the page's first script before anything is drawn. */
(function () {
  "use strict";
  const LARGEST = 5; // the steps that present.css has
  const STORE = "present";
  const root = document.documentElement;
  const panel = document.querySelector(".present-panel");
  const opener = document.querySelector(".present-button");

  /* ---------- What is remembered ---------- */

  /* Whatever is stored, these are choices that can be made. */
  function remembered() {
    let stored = null;
    try {
      stored = JSON.parse(localStorage.getItem(STORE));
    } catch (error) { /* storage is refused, or holds what is not ours */ }
    const { size, contrast, keys } = Object(stored);
    return { size: Math.min(LARGEST, Math.max(0, Math.round(size))) || 0, contrast: contrast === true, keys: keys !== false };
  }

  const choices = remembered();

  function remember() {
    try {
      localStorage.setItem(STORE, JSON.stringify(choices));
    } catch (error) { /* storage is refused: the choice holds for this page */ }
  }

  function say(words) {
    if (panel) panel.querySelector(".present-said").textContent = words;
  }

  /* ---------- Type and contrast ---------- */

  function apply() {
    if (choices.size) root.dataset.size = choices.size;
    else delete root.dataset.size;
    if (choices.contrast) root.dataset.contrast = "high";
    else delete root.dataset.contrast;
  }

  apply();

  function enlarge(by) {
    choices.size = Math.min(LARGEST, Math.max(0, choices.size + by));
    apply();
    remember();
    show();
    say(choices.size ? `字号：大${choices.size}级，最大${LARGEST}级` : "字号：平常");
  }

  function contrast() {
    choices.contrast = !choices.contrast;
    apply();
    remember();
    show();
  }

  /* ---------- What is folded ---------- */

  function folds() {
    return [...document.querySelectorAll("article details.folded")]; /* not the answers to questions */
  }

  function fold() {
    const open = folds().some((details) => !details.open);
    folds().forEach((details) => { details.open = open; });
    show();
  }

  /* ---------- The whole screen ---------- */

  function onScreen() {
    return document.fullscreenElement || document.webkitFullscreenElement;
  }

  /* Refused (a phone, a frame, a rule of the house), the window is as large as it gets. */
  function fillScreen() {
    const ask = root.requestFullscreen || root.webkitRequestFullscreen;
    const asked = ask && ask.call(root);
    if (asked && asked.catch) asked.catch(() => {});
  }

  function leaveScreen() {
    const leave = document.exitFullscreen || document.webkitExitFullscreen;
    const left = leave && onScreen() && leave.call(document);
    if (left && left.catch) left.catch(() => {});
  }

  function wholePage() {
    if (onScreen()) leaveScreen();
    else fillScreen();
  }

  /* ---------- A chart on the whole screen ---------- */

  let shown = null;
  let before = null;
  let entered = false; // whether the screen was filled for the chart's sake

  function nameOf(figure) {
    const title = figure.querySelector(".chart-title");
    return title ? title.textContent : "图";
  }

  /* The page is the full screen and the chart lies over it, so that what a chart says of its
     marks, which stands at the end of the page, is seen too. */
  function open(figure) {
    shown = figure;
    before = document.activeElement;
    figure.classList.add("is-whole");
    root.classList.add("has-whole-chart");
    figure.setAttribute("role", "dialog");
    figure.setAttribute("aria-modal", "true");
    figure.setAttribute("aria-label", nameOf(figure));
    name(figure.querySelector(".chart-whole"), "退出全屏");
    figure.querySelector(".chart-drawing").focus();
    entered = !onScreen();
    if (entered) fillScreen();
  }

  function close() {
    const figure = shown;
    if (!figure) return;
    shown = null;
    figure.classList.remove("is-whole");
    root.classList.remove("has-whole-chart");
    for (const each of ["role", "aria-modal", "aria-label"]) figure.removeAttribute(each);
    name(figure.querySelector(".chart-whole"), "全屏看图");
    if (entered) leaveScreen();
    if (before) before.focus();
  }

  function name(button, words) {
    button.title = `${words}（f）`;
    button.setAttribute("aria-label", words);
  }

  function toggle(figure) {
    if (shown) close();
    else open(figure);
  }

  for (const figure of document.querySelectorAll("figure.chart")) {
    if (!figure.querySelector(".chart-drawing")) continue; // what it shows is still to be filled
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chart-whole";
    name(button, "全屏看图");
    button.addEventListener("click", () => toggle(figure));
    figure.append(button);
  }

  for (const event of ["fullscreenchange", "webkitfullscreenchange"]) {
    document.addEventListener(event, () => { if (!onScreen()) close(); });
  }

  /* While a chart lies over the page, Tab stays with it. */
  function keepInside(event) {
    const stops = [...shown.querySelectorAll("a, button, [tabindex='0']")].filter((each) => each.offsetParent);
    const place = stops.indexOf(document.activeElement);
    event.preventDefault();
    stops[(place + (event.shiftKey ? stops.length - 1 : 1) + stops.length) % stops.length].focus();
  }

  /* ---------- The panel ---------- */

  function show() {
    if (!panel) return;
    const all = folds();
    const pressed = { contrast: choices.contrast, keys: choices.keys };
    for (const button of panel.querySelectorAll("button")) {
      const does = button.dataset.does;
      if (does in pressed) button.setAttribute("aria-pressed", String(Boolean(pressed[does])));
      if (does === "larger") button.disabled = choices.size >= LARGEST;
      if (does === "smaller") button.disabled = choices.size <= 0;
      if (does === "fold") {
        button.disabled = !all.length;
        button.firstElementChild.textContent = all.length && all.every((each) => each.open) ? "收起全部" : "展开全部";
      }
    }
  }

  function openPanel() {
    show();
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
  }

  function closePanel() {
    if (panel.hidden) return;
    panel.hidden = true;
    say("");
    opener.setAttribute("aria-expanded", "false");
  }

  const actions = {
    larger: () => enlarge(1),
    smaller: () => enlarge(-1),
    contrast,
    fold,
    screen: wholePage,
    keys: () => { choices.keys = !choices.keys; remember(); show(); },
  };

  if (panel && opener) {
    opener.addEventListener("click", () => (panel.hidden ? openPanel() : closePanel()));
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) actions[button.dataset.does]();
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".present-panel, .present-button")) closePanel();
    });
    document.addEventListener("focusin", (event) => {
      if (!event.target.closest(".present-panel, .present-button")) closePanel();
    });
  }

  /* ---------- Keys ---------- */

  const KEYS = { "]": "larger", "[": "smaller", c: "contrast", e: "fold", f: "screen" };

  function isTyping(target) {
    return target.closest && target.closest("input, select, textarea, [contenteditable], dialog[open]");
  }

  function escape(event) {
    if (shown) {
      close();
    } else if (panel && !panel.hidden) {
      closePanel();
      opener.focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { escape(event); return; }
    if (event.key === "Tab" && shown) { keepInside(event); return; }
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.isComposing);
    if (!choices.keys || !plain || isTyping(event.target)) return;
    const does = KEYS[event.key.toLowerCase()];
    if (!does) return;
    const figure = shown || event.target.closest("figure.chart");
    event.preventDefault();
    if (does === "screen" && figure) toggle(figure);
    else actions[does]();
  });
})();

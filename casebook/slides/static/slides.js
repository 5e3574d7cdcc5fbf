/* Starts the deck and adds what Reveal lacks: the list of keys, high contrast, and questions that
   can be answered without the keys of the deck getting in the way. */
(function () {
  "use strict";

  const plugins = typeof RevealNotes === "undefined" ? [] : [RevealNotes];
  const inSpeakersWindow = /[?&]receiver/.test(location.search);

  document.documentElement.classList.add("is-live");

  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    minScale: 0.1,
    maxScale: 4,
    center: false,
    hash: true,
    hashOneBasedIndex: true,
    slideNumber: (slide) => [`第 ${Reveal.getSlidePastCount(slide) + 1} / ${Reveal.getTotalSlides()} 页`],
    showSlideNumber: "all",
    controlsTutorial: false,
    transition: "none",
    backgroundTransition: "none",
    /* The overview would show the outcome before the vote. */
    overview: false,
    jumpToSlide: false,
    help: false,
    pdfSeparateFragments: false,
    scrollActivationWidth: null,
    plugins,
  });

  /* ---------- The list of keys ---------- */

  const keys = document.querySelector(".keys");
  let before = null;

  function showKeys() {
    before = document.activeElement;
    keys.hidden = false;
    keys.querySelector(".keys-close").focus();
  }

  function hideKeys() {
    keys.hidden = true;
    if (before) before.focus();
  }

  document.querySelector(".keys-open").addEventListener("click", showKeys);
  keys.querySelector(".keys-close").addEventListener("click", hideKeys);
  keys.addEventListener("click", (event) => { if (event.target === keys) hideKeys(); });

  /* While the list is open no key reaches the deck, and Tab stays in it. */
  function inKeys(event) {
    event.stopImmediatePropagation();
    const stops = [...keys.querySelectorAll("a, button")];
    const place = stops.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "?" || event.key === "？") { event.preventDefault(); hideKeys(); }
    if (event.key === "Tab") {
      event.preventDefault();
      stops[(place + (event.shiftKey ? stops.length - 1 : 1)) % stops.length].focus();
    }
  }

  /* ---------- Keys ---------- */

  function ofControl(event) {
    return event.target.closest && event.target.closest("a, button, summary") && (event.key === " " || event.key === "Enter");
  }

  /* A presenter's remote sends PageDown; Reveal would not hear it while an option has the focus. */
  function turn(event) {
    const way = { PageDown: "next", PageUp: "prev" }[event.key];
    if (way && event.target.matches && event.target.matches("input")) {
      event.preventDefault();
      event.target.blur();
      Reveal[way]();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (!keys.hidden) { inKeys(event); return; }
    if (ofControl(event)) { event.stopImmediatePropagation(); return; }
    turn(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /* Reveal takes the key of the question mark for the one that blacks out the screen. */
    if (event.key === "?" || event.key === "？") { event.stopImmediatePropagation(); showKeys(); }
    if (event.key === "c" || event.key === "C") document.documentElement.classList.toggle("is-strong");
  }, true);

  /* ---------- Places ---------- */

  /* The chapter with the outcome is offered when the outcome has been shown. */
  function offerChapters() {
    const shown = [...document.querySelectorAll(".slides > section")];
    const here = shown.indexOf(Reveal.getCurrentSlide());
    const reveal = shown.findIndex((slide) => slide.dataset.kind === "reveal");
    document.documentElement.classList.toggle("is-after-vote", reveal >= 0 && here >= reveal);
  }

  Reveal.on("ready", offerChapters);
  Reveal.on("slidechanged", offerChapters);

  if (inSpeakersWindow) document.documentElement.classList.add("is-in-speakers-window");
})();

/* Shows a figure's card beside it: on hover and focus, and on tap where there is no hover.
   Without this script the figure is a plain link to its row in the ledger. */
(function () {
  "use strict";
  const EDGE = 12;
  const HIDE_AFTER_MS = 150;
  let shown = null;
  let timer = 0;

  function cardOf(link) {
    return document.querySelector(`.fact-card[data-fact="${link.dataset.fact}"]`);
  }

  function hide() {
    clearTimeout(timer);
    if (!shown) return;
    shown.card.classList.remove("is-shown");
    shown.link.removeAttribute("aria-describedby");
    shown = null;
  }

  function hideSoon() {
    clearTimeout(timer);
    timer = setTimeout(hide, HIDE_AFTER_MS);
  }

  function show(link) {
    clearTimeout(timer);
    if (shown && shown.link === link) return;
    hide();
    const card = cardOf(link);
    if (!card) return;
    card.classList.add("is-shown");
    link.setAttribute("aria-describedby", card.id);
    shown = { link, card };
    place(link, card);
  }

  function place(link, card) {
    const box = link.getClientRects()[0];
    const room = document.documentElement;
    const left = Math.min(Math.max(EDGE, box.left), room.clientWidth - card.offsetWidth - EDGE);
    const below = box.bottom + 8;
    const fits = below + card.offsetHeight < room.clientHeight;
    const top = fits ? below : Math.max(EDGE, box.top - card.offsetHeight - 8);
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
  }

  const holder = document.querySelector(".fact-cards");
  if (!holder) return;
  document.body.append(holder);
  holder.hidden = false;

  for (const link of document.querySelectorAll("a.fact")) {
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(link));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hideSoon());
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", hideSoon);
    link.addEventListener("click", (event) => {
      const tapped = event.pointerType === "touch" || matchMedia("(hover: none)").matches;
      if (!tapped) return;
      event.preventDefault();
      show(link);
    });
  }
  holder.addEventListener("pointerenter", () => clearTimeout(timer));
  holder.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hideSoon());
  holder.addEventListener("focusin", () => clearTimeout(timer));
  holder.addEventListener("focusout", hideSoon);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".fact, .fact-card")) hide();
  });
})();

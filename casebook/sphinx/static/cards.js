/* Shows the card that belongs to a figure or a term beside it: on hover and focus, and on tap
   where there is no hover. A link names its card by data-card. Without this script it is a plain
   link to its row in the ledger or its entry in the glossary. */
(function () {
  "use strict";
  const LINKS = "a[data-card]";
  const CARD = ".fact-card";
  const EDGE = 12;
  const HIDE_AFTER_MS = 150;
  let shown = null;
  let timer = 0;

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
    const card = document.getElementById(link.dataset.card);
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

  const holders = document.querySelectorAll(".fact-cards");
  if (!holders.length) return;
  for (const holder of holders) {
    document.body.append(holder);
    holder.hidden = false;
  }

  /* Listening from the document serves links that a script has added, too. */
  const within = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
  const leaves = (event, element) => !(event.relatedTarget instanceof Node && element.contains(event.relatedTarget));

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = within(event, LINKS);
    if (link) show(link);
    else if (within(event, CARD)) clearTimeout(timer);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "mouse") return;
    const from = within(event, `${LINKS}, ${CARD}`);
    if (from && leaves(event, from)) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const link = within(event, LINKS);
    if (link) show(link);
    else if (within(event, CARD)) clearTimeout(timer);
  });
  document.addEventListener("focusout", (event) => {
    if (within(event, `${LINKS}, ${CARD}`)) hideSoon();
  });
  document.addEventListener("click", (event) => {
    const link = within(event, LINKS);
    const tapped = event.pointerType === "touch" || matchMedia("(hover: none)").matches;
    if (!link || !tapped) return;
    event.preventDefault();
    show(link);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    if (!within(event, `${LINKS}, ${CARD}`)) hide();
  });
})();

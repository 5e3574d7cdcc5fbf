/* What every page can do: be printed whole, and open and close its dialogs in every browser. */
(function () {
  "use strict";

  /* Folded tables are printed open, and are as they were afterwards. */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((details) => { details.open = false; });
    opened = [];
  });

  document.querySelectorAll(".print-button").forEach((button) => {
    button.addEventListener("click", () => window.print());
  });

  /* The theme blurs the button that opens a dialog; when the dialog closes, the focus comes back to it. */
  let opener = null;
  window.addEventListener("click", (event) => {
    opener = event.target.closest(".sidebar-toggle, .search-button__button") || opener;
  }, true);
  document.querySelectorAll("dialog").forEach((dialog) => {
    dialog.addEventListener("close", () => {
      if (opener) setTimeout((button) => button.focus(), 0, opener);
      opener = null;
    });
  });

  /* Safari before 15.4 knows no dialogs: there they stand in the page while they are open. */
  document.querySelectorAll("dialog").forEach((dialog) => {
    if (typeof dialog.showModal === "function") return;
    Object.defineProperty(dialog, "open", { get: () => dialog.hasAttribute("open"), configurable: true });
    dialog.showModal = () => {
      dialog.setAttribute("open", "");
      const first = dialog.querySelector("input, a, button");
      if (first) first.focus();
    };
    dialog.close = () => {
      dialog.removeAttribute("open");
      dialog.dispatchEvent(new Event("close"));
    };
    dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") dialog.close(); });
  });
})();

/* Makes a drawn chart live when a reader turns to it: on hover, focus or touch. Vega is
   fetched then, from the book's own files, and its drawing takes the place of the first. */
(function () {
  "use strict";
  let library = null;

  function loadVega(address) {
    library = library || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.vegaEmbed);
      script.onerror = () => reject(new Error(`图的脚本读不到：${address}`));
      document.head.append(script);
    });
    return library;
  }

  /* The browser's size of the first drawing is kept, so nothing on the page moves. */
  function fit(svg) {
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.removeAttribute("style");
  }

  async function enliven(drawing) {
    const view = [...drawing.children].find((each) => each.offsetParent !== null);
    if (!view || view.dataset.state) return;
    view.dataset.state = "loading";
    try {
      const embed = await loadVega(drawing.dataset.vega);
      const spec = JSON.parse(view.querySelector("script").textContent);
      const stage = document.createElement("div");
      await embed(stage, spec, { actions: false, renderer: "svg", ast: true, tooltip: { theme: "casebook" } });
      fit(stage.querySelector("svg"));
      view.querySelector(".chart-canvas").replaceChildren(...stage.childNodes);
      view.dataset.state = "live";
    } catch (error) {
      view.dataset.state = "";
      console.error(error);
    }
  }

  for (const drawing of document.querySelectorAll(".chart-drawing")) {
    for (const event of ["pointerenter", "focusin", "touchstart"]) {
      drawing.addEventListener(event, () => enliven(drawing), { passive: true });
    }
  }
})();

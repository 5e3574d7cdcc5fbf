/* Makes a drawn chart live when a reader turns to it: on hover, focus or touch. Vega is
   fetched then, from the book's own files, and its drawing takes the place of the first.
   With the chart in focus, the arrow keys go from mark to mark and say what each stands for. */
(function () {
  "use strict";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
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

  function shownView(drawing) {
    return [...drawing.querySelectorAll(".chart-wide, .chart-narrow")].find((view) => view.offsetParent);
  }

  async function draw(view, address) {
    const embed = await loadVega(address);
    const spec = JSON.parse(view.querySelector("script").textContent);
    const stage = document.createElement("div");
    await embed(stage, spec, { actions: false, renderer: "svg", ast: true, tooltip: { theme: "casebook" } });
    fit(stage.querySelector("svg"));
    view.querySelector(".chart-canvas").replaceChildren(...stage.childNodes);
    view.dataset.state = "live";
  }

  async function enliven(drawing) {
    const view = shownView(drawing);
    if (!view || view.dataset.state) return;
    view.dataset.state = "loading";
    try {
      await draw(view, drawing.dataset.vega);
    } catch (error) {
      view.dataset.state = "";
      console.error(error);
    }
  }

  /* Vega keeps each mark's data on its element. */
  function marksOf(drawing) {
    const marks = shownView(drawing)?.querySelectorAll("svg path, svg text") ?? [];
    return [...marks].filter((mark) => mark.__data__ && mark.__data__.tooltip);
  }

  function send(mark, ...types) {
    const box = mark.getBoundingClientRect();
    const place = { bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    for (const type of types) mark.dispatchEvent(new PointerEvent(type, place));
  }

  function words(tooltip) {
    if (typeof tooltip !== "object") return String(tooltip);
    return Object.entries(tooltip).map((pair) => pair.join("：")).join("，");
  }

  function leave(drawing) {
    const mark = drawing.querySelector(".is-picked");
    if (!mark) return;
    mark.classList.remove("is-picked");
    send(mark, "pointerout", "mouseout");
  }

  function step(drawing, by) {
    const marks = marksOf(drawing);
    if (!marks.length) return;
    const from = marks.indexOf(drawing.querySelector(".is-picked"));
    leave(drawing);
    const start = from < 0 && by < 0 ? 0 : from;
    const mark = marks[(start + by + marks.length) % marks.length];
    mark.classList.add("is-picked");
    send(mark, "pointerover", "mouseover", "pointermove", "mousemove");
    drawing.nextElementSibling.textContent = words(mark.__data__.tooltip);
  }

  for (const drawing of document.querySelectorAll(".chart-drawing")) {
    for (const event of ["pointerenter", "focusin", "touchstart"]) {
      drawing.addEventListener(event, () => enliven(drawing), { passive: true });
    }
    drawing.addEventListener("focusout", () => leave(drawing));
    drawing.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave(drawing);
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      step(drawing, STEPS[event.key]);
    });
  }
})();

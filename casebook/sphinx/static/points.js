/* Points for what a member does. The report gives no values, so nothing stands here at first:
   the class names the items, sets the points, and tries them on a member it makes up. */
(function () {
  "use strict";
  const { make, button, summary, say, readNumber, typed, numberField, textField, emptying, sharing, lane, lanes, start, filled } =
    window.casebookPlay;
  const MOST_ROWS = 12;
  const MONTHS = 12;
  const RULES = {
    points: { min: -1000, max: 1000 },
    times: { whole: true, max: 1000 },
    months: { whole: true, min: 1, max: MONTHS },
    review: { min: -1000, max: 10000 },
  };

  function item() {
    return { name: "", points: "", times: "" };
  }

  function blank(data) {
    return { items: Array.from({ length: data.rows }, item), months: String(MONTHS), review: "" };
  }

  /* Sums in thousandths, which are whole numbers. */
  function added(numbers) {
    return numbers.reduce((sum, each) => sum + Math.round(each * 1000), 0) / 1000;
  }

  function isText(text) {
    return typeof text === "string" && text.length <= 60;
  }

  /* Throws where what the link holds is not of this calculator. */
  function checked(state) {
    const fits = state && Array.isArray(state.items) && state.items.length >= 1 && state.items.length <= MOST_ROWS &&
      state.items.every((each) => each && ["name", "points", "times"].every((key) => isText(each[key]))) &&
      isText(state.months) && isText(state.review);
    if (!fits) throw new Error("unknown");
    return state;
  }

  start("points", (root, data, stage) => {
    const state = blank(data);
    const rows = make("div", { class: "play-rows" });
    const chart = make("div");
    const words = summary();
    const more = button("加一项", () => {
      state.items.push(item());
      draw();
      rows.lastElementChild.querySelector("input").focus();
      changed();
    });
    const fewer = button("减一项", () => { state.items.pop(); draw(); changed(); });
    const months = numberField({ label: "照这样做几个月", unit: "个月", value: state.months, rule: RULES.months,
      on: (field) => { state.months = field.input.value; changed(); } });
    const review = numberField({ label: "年终测评", unit: "分", value: state.review, rule: RULES.review,
      on: (field) => { state.review = field.input.value; changed(); } });
    const clear = emptying("清空", () => JSON.parse(JSON.stringify(state)), write, () => blank(data));
    const link = sharing(root, (shared) => write(checked(shared)), () => state);

    function write(other) {
      state.items = other.items.map((each) => ({ ...each }));
      months.set((state.months = other.months));
      review.set((state.review = other.review));
      draw();
      show();
    }

    function row(each, index) {
      const place = `第${index + 1}项`;
      const on = (key) => (field) => { each[key] = field.input.value; changed(); };
      return make("div", { class: "play-row play-row-points" },
        textField({ label: `${place}的事项`, quiet: true, value: each.name, on: on("name") }).node,
        numberField({ label: `${place}，每次几分`, quiet: true, value: each.points, rule: RULES.points, on: on("points") }).node,
        numberField({ label: `${place}，这个月几次`, quiet: true, value: each.times, rule: RULES.times, on: on("times") }).node);
    }

    function draw() {
      rows.replaceChildren(
        make("div", { class: "play-row play-row-points play-row-head", "aria-hidden": "true" },
          ...["事项", "每次几分", "这个月几次"].map((text) => make("span", { text }))),
        ...state.items.map(row));
      more.disabled = state.items.length >= MOST_ROWS;
      fewer.disabled = state.items.length <= 1;
    }

    function changed() {
      clear.forget();
      show();
    }

    function counted() {
      return state.items
        .map((each, index) => ({
          name: each.name.trim() || `第${index + 1}项`,
          points: readNumber(each.points, RULES.points).value,
          times: readNumber(each.times, RULES.times).value,
        }))
        .filter((each) => each.points !== null && each.times !== null)
        .map((each) => ({ ...each, sum: added([each.points * each.times]) }));
    }

    function show() {
      const items = counted();
      const most = Math.max(...items.map((each) => Math.abs(each.sum)), 1e-9);
      chart.replaceChildren(items.length ? lanes(items.map((each) =>
        lane(each.name, Math.abs(each.sum) / most, `${typed(each.sum)}分`, each.sum < 0 ? "guess" : "mark"))) : "");
      say(words, items.length ? inWords(items) : "写下事项、每次几分、这个月几次，就会算出合计。");
      filled(root, state.items.some((each) => each.name || each.points || each.times));
    }

    function inWords(items) {
      const month = added(items.map((each) => each.sum));
      const count = readNumber(state.months, RULES.months).value;
      const extra = readNumber(state.review, RULES.review).value;
      const year = count === null ? null : added([month * count, extra || 0]);
      return `这个月：${items.map((each) => `${each.name}${typed(each.times)}次，每次${typed(each.points)}分，计${typed(each.sum)}分`).join("；")}。` +
        `合计${typed(month)}分。` +
        (year === null ? "" : `照这样做${typed(count)}个月是${typed(added([month * count]))}分${extra === null ? "" : `，加年终测评${typed(extra)}分，全年${typed(year)}分`}。`);
    }

    stage.append(link.notice,
      make("fieldset", {}, make("legend", { text: "一位虚构的党员，一个月" }), rows, make("p", { class: "play-buttons" }, more, fewer)),
      make("fieldset", {}, make("legend", { text: "一年" }), make("div", { class: "play-grid" }, months.node, review.node)),
      chart, words, make("p", { class: "play-buttons" }, ...clear.nodes, ...link.nodes), link.link);
    draw();
    show();
    link.arrive();
  });
})();

/* A sum that each group divides over named uses. What is left is always in sight; the groups
   stand side by side; there is no right answer to show. */
(function () {
  "use strict";
  const { make, summary, say, readNumber, typed, numberField, memory, keeping, newId, start, filled } = window.casebookPlay;

  function blank(data) {
    return { groups: data.groups.map(() => Object.fromEntries(data.uses.map((use) => [use.id, ""]))) };
  }

  function known(kept, data) {
    const state = blank(data);
    const groups = kept && Array.isArray(kept.groups) ? kept.groups.slice(0, data.groups.length) : [];
    groups.forEach((group, index) => {
      for (const use of data.uses) state.groups[index][use.id] = String((group && group[use.id]) || "");
    });
    return state;
  }

  function amounts(group, data) {
    return data.uses.map((use) => readNumber(group[use.id]).value);
  }

  /* Hundredths of the unit are whole numbers, which add up without a remainder of their own. */
  function total(numbers) {
    return numbers.reduce((sum, each) => sum + Math.round((each || 0) * 1e6), 0) / 1e6;
  }

  function begun(group) {
    return Object.values(group).some(Boolean);
  }

  function remainder(group, data) {
    const left = total([data.sum, ...amounts(group, data).map((each) => -(each || 0))]);
    if (left > 0) return { left, words: `还有${typed(left)}${data.unit}没有安排` };
    if (left < 0) return { left, words: `超出${typed(-left)}${data.unit}，请减去一些` };
    return { left, words: `${data.text}正好分完` };
  }

  start("allocation", (root, data, stage) => {
    const kept = memory(data.key);
    const state = known(kept.load(), data);
    let current = 0;
    const left = make("p", { class: "play-remainder", "aria-live": "polite" });
    const heading = make("legend");
    const side = make("div");
    const words = summary();
    const fields = data.uses.map((use) => numberField({
      label: use.label, hint: use.ask, unit: data.unit, value: state.groups[current][use.id], rule: { max: 1e9 }, class: "play-line",
      on: (field) => { state.groups[current][use.id] = field.input.value; typing.changed(); },
    }));
    const name = newId("group");
    const choice = make("fieldset", { class: "play-choice" }, make("legend", { text: "现在填的是" }),
      ...data.groups.map((group, index) => {
        const radio = make("input", { type: "radio", name, id: `${name}-${index}`, checked: index === 0, on: { change: () => turnTo(index) } });
        return make("span", {}, radio, make("label", { for: radio.id, text: group }));
      }));
    const typing = keeping({ kept, state, show, begun: () => state.groups.some(begun), blank: () => blank(data),
      write: (other) => { state.groups = other.groups; set(); } });

    function set() {
      fields.forEach((field, at) => field.set(state.groups[current][data.uses[at].id]));
    }

    function turnTo(index) {
      current = index;
      set();
      show();
    }

    function show() {
      const rest = remainder(state.groups[current], data);
      heading.textContent = `${data.groups[current]}的分法`;
      say(left, `${data.groups[current]}：${rest.words}。`);
      left.dataset.state = rest.left < 0 ? "over" : rest.left > 0 ? "left" : "even";
      const shown = data.groups.map((label, index) => ({ label, group: state.groups[index] })).filter((each) => begun(each.group));
      side.replaceChildren(shown.length ? table(shown) : "");
      say(words, shown.length > 1 ? spread(shown) : "");
      filled(root, shown.length > 0);
    }

    function cell(value) {
      const share = Math.min(1, (value || 0) / data.sum) * 100;
      return make("td", {}, make("span", { class: "play-cell-bar", style: `width: ${share.toFixed(1)}%`, "aria-hidden": "true" }),
        value === null ? "" : typed(value));
    }

    function table(shown) {
      const head = make("tr", {}, make("th", { scope: "col", text: `单位：${data.unit}` }), ...shown.map((each) => make("th", { scope: "col", text: each.label })));
      const columns = shown.map((each) => amounts(each.group, data));
      const rows = data.uses.map((use, row) =>
        make("tr", {}, make("th", { scope: "row", text: use.label }), ...columns.map((column) => cell(column[row]))));
      const sums = make("tr", { class: "play-total" }, make("th", { scope: "row", text: "合计" }), ...columns.map((column) => make("td", { text: typed(total(column)) })));
      const enough = make("tr", {}, make("th", { scope: "row", text: "够不够" }), ...shown.map((each) => {
        const rest = remainder(each.group, data);
        return make("td", { text: rest.left > 0 ? `余${typed(rest.left)}` : rest.left < 0 ? `超${typed(-rest.left)}` : "正好" });
      }));
      return make("div", { class: "play-scroll", role: "region", tabindex: 0, "aria-label": "各组的分法" },
        make("table", { class: "play-table" }, make("caption", { text: "各组并排" }), make("thead", {}, head), make("tbody", {}, ...rows, sums, enough)));
    }

    /* Which use the groups see most differently, and which all of them gave something to. */
    function spread(shown) {
      const columns = shown.map((each) => amounts(each.group, data).map((value) => value || 0));
      const ranges = data.uses.map((use, row) => {
        const given = columns.map((column) => column[row]);
        return { use, low: Math.min(...given), high: Math.max(...given) };
      });
      const widest = ranges.reduce((best, each) => (each.high - each.low > best.high - best.low ? each : best));
      const shared = ranges.filter((each) => each.low > 0).map((each) => each.use.label);
      return `${shown.length}组填了数。${widest.high > widest.low
        ? `差得最多的一项是“${widest.use.label}”，少的${typed(widest.low)}${data.unit}，多的${typed(widest.high)}${data.unit}。` : "各项都一样。"}` +
        (shared.length ? `各组都给了钱的：${shared.join("、")}。` : "没有哪一项是各组都给了钱的。");
    }

    stage.append(choice, make("fieldset", {}, heading, ...fields.map((field) => field.node), left), side, words,
      make("p", { class: "play-buttons" }, ...typing.nodes), kept.note());
    show();
  });
})();

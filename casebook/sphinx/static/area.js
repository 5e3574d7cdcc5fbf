/* Area × income × labour. It starts from the ledger's figures, hedges and all; a number that
   the reader changes is an assumption, exact by that, and what follows from it is hedged by
   what is left of the ledger's. */
(function () {
  "use strict";
  const { make, button, summary, say, readNumber, number, numberField, sharing, lane, lanes, start, filled } =
    window.casebookPlay;
  const PEOPLE = "人"; // there are no parts of one
  const YUAN = 10000; // 元 in a 万元
  const WORDS = { about: "约", at_least: "至少", at_most: "至多", about_at_least: "约", undirected: "" };
  const TOWARDS = { at_least: -1, about_at_least: -1, at_most: 1 };

  /* The hedge of a product or a quotient of numbers that are not negative (see casebook/hedge.py). */
  function multiplied(a, b) {
    if (a === "exact") return b;
    if (b === "exact") return a;
    return a === "at_least" && b === "at_least" ? "at_least" : "undirected";
  }

  function inverted(hedge) {
    return { at_least: "at_most", at_most: "undirected", about_at_least: "undirected" }[hedge] || hedge;
  }

  function phrase(quantity, unit) {
    const digits = number(quantity.value, TOWARDS[quantity.hedge], unit === PEOPLE ? 0 : undefined);
    const words = `${WORDS[quantity.hedge] || ""}${digits}${unit}`;
    return quantity.hedge === "undirected" ? `${words}（方向不定）` : quantity.hedge === "about_at_least" ? `${words}以上` : words;
  }

  function times(a, b, factor) {
    return { value: a.value * b.value * (factor || 1), hedge: multiplied(a.hedge, b.hedge) };
  }

  /* People and pay per head were both derived from one sum of wages. Until one of them is
     changed, their product is that sum, with its own hedge and not with those of the two. */
  function results(inputs, reported) {
    const people = times(inputs.area, inputs.labour);
    const wages = times(people, inputs.pay, 1 / YUAN);
    if (!inputs.labour.changed && !inputs.pay.changed) wages.hedge = multiplied(inputs.area.hedge, reported.wages.hedge);
    return { income: times(inputs.area, inputs.income, 1 / YUAN), people, wages };
  }

  function share(result) {
    if (!result.income.value) return null;
    return { value: (result.wages.value / result.income.value) * 100, hedge: multiplied(result.wages.hedge, inverted(result.income.hedge)) };
  }

  function compared(now, before, unit) {
    const difference = now - before;
    if (Math.abs(difference) < 1e-9 * Math.max(1, before)) return "与起点相同";
    return `比起点${difference > 0 ? "多" : "少"}${number(Math.abs(difference), 0, unit === PEOPLE ? 0 : undefined)}${unit}`;
  }

  start("area", (root, data, stage) => {
    const changedTexts = {}; // by key: what the reader typed; a key that is not there is at its start
    const words = summary();
    const chart = make("div");
    const fields = Object.fromEntries(data.inputs.map((input) => [input.key, entry(input)]));

    function entry(input) {
      const field = numberField({
        label: input.label, unit: input.unit, value: input.written, class: "play-scenario", rule: { max: 1e9 },
        hint: hint(input, false), on: (each) => change(each.input.value),
      });
      const slider = make("input", {
        type: "range", min: 0, max: input.most, step: input.step, "aria-label": `${input.label}，滑块`,
        on: { input: () => { field.set(String(Number(Number(slider.value).toPrecision(6)))); change(field.input.value); } },
      });
      slider.value = input.value;
      field.node.querySelector(".play-entry").after(slider);
      function change(text) {
        if (text.trim() === input.written) delete changedTexts[input.key];
        else changedTexts[input.key] = text;
        update();
        show();
      }
      function update() {
        const changed = input.key in changedTexts;
        field.node.querySelector(".play-hint").textContent = hint(input, changed);
        const value = field.read();
        if (document.activeElement !== slider && value !== null) slider.value = changed ? value : input.value;
        slider.setAttribute("aria-valuetext", `${field.input.value}${input.unit}`);
      }
      field.restore = (text) => {
        if (text === undefined) delete changedTexts[input.key];
        else changedTexts[input.key] = text;
        field.set(text === undefined ? input.written : text);
        update();
      };
      update();
      return field;
    }

    function hint(input, changed) {
      if (changed) return `假设的数；起点是${input.text}`;
      return `起点${input.text}，${input.origin}${input.assumption ? `；假定${input.assumption}` : ""}`;
    }

    function current() {
      return Object.fromEntries(data.inputs.map((input) => {
        if (!(input.key in changedTexts)) return [input.key, { value: input.value, hedge: input.hedge }];
        return [input.key, { value: fields[input.key].read(), hedge: "exact", changed: true }];
      }));
    }

    function show() {
      const inputs = current();
      const empty = data.inputs.filter((input) => inputs[input.key].value === null);
      filled(root, Object.keys(changedTexts).length > 0);
      if (empty.length) {
        say(words, `先把“${empty.map((input) => input.label).join("”“")}”填好，再往下算。`);
        chart.replaceChildren();
        return;
      }
      const now = results(inputs, data.results);
      const before = Object.fromEntries(Object.entries(data.results).map(([key, each]) => [key, each.value]));
      draw(now, before);
      const part = share(now);
      say(words, `${Object.keys(changedTexts).length ? "照这组假设" : "照起点的数"}，年收入${phrase(now.income, "万元")}（${compared(now.income.value, before.income, "万元")}），` +
        `用工${phrase(now.people, PEOPLE)}（${compared(now.people.value, before.people, PEOPLE)}），` +
        `劳务支出${phrase(now.wages, "万元")}（${compared(now.wages.value, before.wages, "万元")}）` +
        `${part ? `，劳务支出与收入之比${phrase(part, "%")}` : ""}。收入没有扣别的成本。`);
    }

    function draw(now, before) {
      const money = Math.max(now.income.value, now.wages.value, before.income, before.wages);
      const people = Math.max(now.people.value, before.people);
      const pair = (name, key, most, unit) => [
        lane(name, most ? before[key] / most : 0, `起点${data.results[key].text.replace("/年", "")}`, "start"),
        lane("", most ? now[key].value / most : 0, phrase(now[key], unit)),
      ];
      chart.replaceChildren(
        lanes([...pair("年收入", "income", money, "万元"), ...pair("劳务支出", "wages", money, "万元")]),
        lanes(pair("用工", "people", people, PEOPLE)));
    }

    /* Throws where what the link holds is not of this calculator. */
    function take(state) {
      if (!state || typeof state !== "object" || Array.isArray(state)) throw new Error("unknown");
      const entries = Object.entries(state);
      if (!entries.every(([key, text]) => key in fields && typeof text === "string" && !readNumber(text).problem)) throw new Error("unknown");
      for (const [key, field] of Object.entries(fields)) field.restore(state[key]);
      show();
    }

    const share_ = sharing(root, take, () => ({ ...changedTexts }));
    const reset = button("回到起点", () => { take({}); });
    stage.append(share_.notice, make("div", { class: "play-grid play-grid-wide" }, ...Object.values(fields).map((field) => field.node)),
      chart, words, make("p", { class: "play-buttons" }, reset, ...share_.nodes), share_.link,
      make("p", { class: "play-note", text: data.caution }));
    show();
    share_.arrive();
  });

  window.casebookArea = { multiplied, inverted };
})();

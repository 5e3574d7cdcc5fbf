/* The show of hands and the groups' estimates, before the outcome is known; and on the next
   page the estimates beside the two figures. Both pages keep them under one key. */
(function () {
  "use strict";
  const { make, button, summary, say, readNumber, typed, numberField, textField, memory, keeping, lane, lanes, start, filled } =
    window.casebookPlay;

  const HANDS = { whole: true, max: 100000 };

  function blank(data) {
    return {
      votes: data.choices.map(() => ""),
      guesses: data.groups.slice(0, data.start).map((name) => ({ name, text: "" })),
    };
  }

  /* What was kept may be of an earlier book, or tampered with: only what fits is taken. */
  function known(kept, data) {
    const state = blank(data);
    if (!kept || typeof kept !== "object") return state;
    if (Array.isArray(kept.votes)) {
      state.votes = data.choices.map((_, index) => String(kept.votes[index] || ""));
    }
    if (Array.isArray(kept.guesses) && kept.guesses.length) {
      state.guesses = kept.guesses.slice(0, data.groups.length)
        .map((each, index) => ({ name: String((each && each.name) || data.groups[index]), text: String((each && each.text) || "") }));
    }
    return state;
  }

  function values(state) {
    return state.guesses
      .map((each) => ({ name: each.name, value: readNumber(each.text).value }))
      .filter((each) => each.value !== null);
  }

  /* The show of hands: a number or null for each choice, as bars and in words. */
  function hands(state, data) {
    const counts = data.choices.map((_, index) => readNumber(state.votes[index], HANDS).value);
    const total = counts.reduce((sum, each) => sum + (each || 0), 0);
    const told = data.choices.map((choice, index) => [choice, counts[index]]).filter((each) => each[1] !== null);
    return {
      bars: total ? lanes(data.choices.map((choice, index) => lane(choice, (counts[index] || 0) / total, `${typed(counts[index] || 0)}人`))) : "",
      words: told.length ? `举手：${told.map(([choice, count]) => `${choice}${typed(count)}人`).join("，")}，共${typed(total)}人。` : "",
    };
  }

  function anything(state) {
    return state.votes.some(Boolean) || state.guesses.some((each) => each.text);
  }

  /* The rows in which the estimates are typed, with buttons for more and fewer. */
  function guessRows(data, state, changed) {
    const rows = make("div", { class: "play-rows" });
    const more = button("加一组", () => {
      state.guesses.push({ name: data.groups[state.guesses.length], text: "" });
      draw();
      rows.lastElementChild.querySelector("input").focus();
      changed();
    });
    const fewer = button("减一组", () => { state.guesses.pop(); draw(); changed(); });
    function row(guess, index) {
      const name = textField({ label: `第${index + 1}行的组名`, quiet: true, value: guess.name, max: 12, class: "play-name",
        on: (field) => { guess.name = field.input.value; changed(); } });
      const entry = numberField({ label: `${guess.name}的估计`, quiet: true, unit: data.unit, value: guess.text,
        on: (field) => { guess.text = field.input.value; changed(); } });
      return make("div", { class: "play-row" }, name.node, entry.node);
    }
    function draw() {
      rows.replaceChildren(...state.guesses.map(row));
      more.disabled = state.guesses.length >= data.groups.length;
      fewer.disabled = state.guesses.length <= 1;
    }
    draw();
    return { node: make("div", {}, rows, make("p", { class: "play-buttons" }, more, fewer)), draw };
  }

  function replace(state, other) {
    state.votes = other.votes;
    state.guesses = other.guesses;
  }

  /* ---------- before: vote, then estimate ---------- */

  start("forecast", (root, data, stage) => {
    const kept = memory(data.key);
    const state = known(kept.load(), data);
    const tally = summary();
    const bars = make("div");
    const fields = data.choices.map((choice, index) => numberField({
      label: choice, unit: "人", value: state.votes[index], rule: HANDS,
      on: (field) => { state.votes[index] = field.input.value; typing.changed(); },
    }));
    const guesses = guessRows(data, state, () => typing.changed());
    const typing = keeping({ kept, state, show, begun: () => anything(state), blank: () => blank(data), write: (other) => {
      replace(state, other);
      fields.forEach((field, index) => field.set(state.votes[index]));
      guesses.draw();
    } });

    function show() {
      const vote = hands(state, data);
      bars.replaceChildren(vote.bars);
      const told = values(state);
      say(tally, [
        vote.words,
        told.length ? `写下估计的有${told.length}组：${told.map((each) => `${each.name}${typed(each.value)}${data.unit}`).join("，")}。` : "",
      ].join(""));
      filled(root, anything(state));
    }

    stage.append(
      make("fieldset", {}, make("legend", { text: "举手" }), make("div", { class: "play-grid" }, ...fields.map((field) => field.node)), bars),
      make("fieldset", {}, make("legend", { text: `估计：${data.asks}` }), guesses.node),
      tally, make("p", { class: "play-buttons" }, ...typing.nodes), kept.note());
    show();
  });

  /* ---------- after: the estimates beside the figures ---------- */

  function middle(sorted) {
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  function inWords(told, data) {
    const last = data.marks[data.marks.length - 1];
    const sorted = told.map((each) => each.value).sort((a, b) => a - b);
    const unit = data.unit;
    const above = sorted.filter((each) => each > last.value).length;
    const below = sorted.filter((each) => each < last.value).length;
    const same = sorted.length - above - below;
    const spread = sorted.length > 1
      ? `最小${typed(sorted[0])}${unit}，最大${typed(sorted[sorted.length - 1])}${unit}，中位数${typed(middle(sorted))}${unit}。` : "";
    return `${sorted.length}组写了估计。${spread}报道的${last.when}是${last.text}：` +
      `比它大的${above}组，比它小的${below}组${same ? `，与它相同的${same}组` : ""}。`;
  }

  start("guesses", (root, data, stage) => {
    const kept = memory(data.key);
    const state = known(kept.load(), data);
    const words = summary();
    const chart = make("div");
    const before = make("div");
    const guesses = guessRows(data, state, () => typing.changed());
    const entry = make("details", { class: "folded", open: !values(state).length },
      make("summary", { text: "把各组的估计填在这里，或改动" }), guesses.node);
    const typing = keeping({ kept, state, show, begun: () => anything(state), blank: () => blank(data),
      write: (other) => { replace(state, other); guesses.draw(); } });

    function show() {
      const told = values(state);
      const [first, ...rest] = data.marks;
      const largest = Math.max(...data.marks.map((each) => each.value), ...told.map((each) => each.value));
      const mark = (each) => lane(each.when, each.value / largest, each.text);
      chart.replaceChildren(lanes([
        mark(first),
        ...told.map((each) => lane(each.name, each.value / largest, `${typed(each.value)}${data.unit}`, "guess")),
        ...rest.map(mark),
      ]));
      const vote = hands(state, data);
      before.replaceChildren(...(vote.bars ? [make("p", { class: "play-heading", text: "当时的举手" }), vote.bars] : []));
      say(words, vote.words + (told.length ? inWords(told, data) : "还没有估计。在上一页填过的会自己出现；没有出现，就照黑板抄到下面。"));
      filled(root, anything(state));
    }

    stage.append(make("p", { class: "play-heading", text: "各组的估计放在两个数旁边" }), chart, before, words, entry,
      make("p", { class: "play-buttons" }, ...typing.nodes), kept.note());
    show();
  });
})();

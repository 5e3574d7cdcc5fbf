/* The duty roster maker: who is off when is marked, and the roster stands below at once. */
(function () {
  "use strict";
  const { make, button, summary, say, readNumber, number, numberField, textField, newId, sharing, start, filled } = window.casebookPlay;
  const { plan } = window.casebookRoster;
  const WEEK = 7;

  function blank(data) {
    return { cadres: String(data.cadres), weeks: String(data.weeks), names: [...data.names], off: data.names.map(() => Array(WEEK).fill(false)) };
  }

  function rules(data) {
    return {
      cadres: { whole: true, min: 1, max: data.names.length },
      weeks: { whole: true, min: 1, max: data.mostWeeks },
    };
  }

  start("duty", (root, data, stage) => {
    const state = blank(data);
    const rule = rules(data);
    const off = make("div", { class: "play-scroll" });
    const roster = make("div");
    const words = summary();
    const cadres = numberField({ label: "几名干部轮值", unit: "名", value: state.cadres, rule: rule.cadres,
      on: (field) => { state.cadres = field.input.value; drawOff(); show(); } });
    const weeks = numberField({ label: "排几周", unit: "周", value: state.weeks, rule: rule.weeks,
      on: (field) => { state.weeks = field.input.value; show(); } });
    const link = sharing(root, take, packed);
    const reset = button("回到开头", () => { write(blank(data)); });

    function write(other) {
      Object.assign(state, other);
      cadres.set(state.cadres);
      weeks.set(state.weeks);
      drawOff();
      show();
    }

    /* For the link: names, and days off as strings of 0 and 1. */
    function packed() {
      const count = people() || 0;
      return { cadres: state.cadres, weeks: state.weeks, names: state.names.slice(0, count),
        off: state.off.slice(0, count).map((days) => days.map(Number).join("")) };
    }

    function take(shared) {
      const count = readNumber(String(shared.cadres), rule.cadres).value;
      const fits = count !== null && readNumber(String(shared.weeks), rule.weeks).value !== null &&
        shared.names.length === count && shared.names.every((name) => typeof name === "string" && name.length <= 6) &&
        shared.off.length === count && shared.off.every((days) => /^[01]{7}$/.test(days));
      if (!fits) throw new Error("unknown");
      const fresh = blank(data);
      shared.names.forEach((name, index) => { fresh.names[index] = name; });
      shared.off.forEach((days, index) => { fresh.off[index] = [...days].map((each) => each === "1"); });
      write({ ...fresh, cadres: String(count), weeks: String(shared.weeks) });
    }

    function people() {
      return readNumber(state.cadres, rule.cadres).value;
    }

    function name(person) {
      return state.names[person].trim() || data.names[person];
    }

    function drawOff() {
      const count = people();
      if (count === null) return;
      const head = make("tr", {}, make("th", { scope: "col", text: "姓名" }), ...data.days.map((day) => make("th", { scope: "col", text: day })));
      const body = Array.from({ length: count }, (_, person) => {
        const field = textField({ label: `第${person + 1}人的姓名`, quiet: true, value: state.names[person], max: 6,
          on: (each) => { state.names[person] = each.input.value; show(); } });
        return make("tr", {}, make("td", {}, field.node), ...data.days.map((day, weekday) => make("td", {}, box(person, day, weekday))));
      });
      off.replaceChildren(make("table", { class: "play-table play-off" },
        make("caption", { text: "哪天休息，就勾哪天" }), make("thead", {}, head), make("tbody", {}, ...body)));
    }

    function box(person, day, weekday) {
      const id = newId("off");
      return make("label", { for: id, class: "play-tick" },
        make("input", { id, type: "checkbox", checked: state.off[person][weekday], "aria-label": `${name(person)}${day}休息`,
          on: { change: (event) => { state.off[person][weekday] = event.target.checked; show(); } } }),
        make("span", { "aria-hidden": "true" }));
    }

    function show() {
      const count = people();
      const span = readNumber(state.weeks, rule.weeks).value;
      filled(root, JSON.stringify(state) !== JSON.stringify(blank(data)));
      if (count === null || span === null) {
        say(words, "先把人数和周数填好，再往下排。");
        roster.replaceChildren();
        return;
      }
      const result = plan(state.off.slice(0, count), span * WEEK);
      if (result.why) {
        roster.replaceChildren(make("p", { class: "play-remainder", "data-state": "over", text: "排不出来。" }));
        say(words, `排不出来：${reason(result.why)}`);
      } else {
        roster.replaceChildren(table(result.duty));
        say(words, told(result, count, span));
      }
    }

    function weekday(day) {
      return data.days[day % WEEK];
    }

    /* The day as said after another: Monday of the next week, not Monday. */
    function dayAfter(day, first) {
      return Math.floor(day / WEEK) > Math.floor(first / WEEK) ? `下一个${weekday(day)}` : weekday(day);
    }

    function reason(why) {
      if (why.kind === "nobody") return `${weekday(why.day)}大家都休息，没有人在岗。改法：请一个人这天不休，或再添一个人。`;
      const days = why.days.map((day) => dayAfter(day, why.days[0]));
      const last = days[days.length - 1];
      const who = name(why.people[why.people.length - 1]);
      const end = `${last}又只有${who}能值，就要连值两天。改法：请别人${last}或前一天不休，或再添一个人。`;
      if (why.people.length === 2) return `${days[0]}只有${who}能值，${end}`;
      const chain = days.slice(0, -1).map((day, index) => `${day}${name(why.people[index])}`).join("、");
      return `${chain}，一天接一天都只剩一个人可排，${end}`;
    }

    function table(duty) {
      const head = make("tr", {}, make("th", { scope: "col", text: "周" }), ...data.days.map((day) => make("th", { scope: "col", text: day })));
      const body = Array.from({ length: duty.length / WEEK }, (_, week) => make("tr", {},
        make("th", { scope: "row", text: `${week + 1}` }),
        ...duty.slice(week * WEEK, (week + 1) * WEEK).map((person) => make("td", { text: name(person) }))));
      return make("div", { class: "play-scroll", role: "region", tabindex: 0, "aria-label": "排好的值班表" },
        make("table", { class: "play-table play-duty" }, make("caption", { text: "值班表" }), make("thead", {}, head), make("tbody", {}, ...body)));
    }

    function told(result, count, span) {
      const each = result.times.map((times, person) => `${name(person)}${times}次`).join("，");
      const [least, most] = [Math.min(...result.times), Math.max(...result.times)];
      const average = (data.hours * WEEK) / count;
      return `排好了：${count}人，${span}周，每天一人，没有人连值两天。${each}。` +
        (least === most ? `每人${most}次一样多。` : `最多的比最少的多${most - least}次。`) +
        `一次${data.hours}小时，平均每人每周${number(average)}小时` +
        (count === data.cadres ? `，与台账的“${data.rule.label}”（${data.rule.text}，${data.rule.origin}）相同。` : `；台账的“${data.rule.label}”是${data.rule.text}，按${data.cadres}人算。`);
    }

    stage.append(link.notice, make("div", { class: "play-grid" }, cadres.node, weeks.node), off, roster, words,
      make("p", { class: "play-buttons" }, reset, ...link.nodes), link.link);
    drawOff();
    show();
    link.arrive();
  });
})();

/* What everything that a class does in the page shares: making elements, reading numbers,
   keeping and sharing what was typed. A script of each kind starts from here:
   casebookPlay.start(kind, (root, data) => …). Nothing typed ever leaves the browser. */
(function () {
  "use strict";
  const PREFIX = "casebook.";
  const MINUS = /^[−－]/;
  const PAUSE_MS = 600;
  const pauses = new WeakMap(); // by live region: the timer that ends its silence
  let serial = 0;

  /* ---------- elements ---------- */

  /* Attributes: `text`, `on` (events), and any attribute by its name; null leaves one out. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "text") element.textContent = value;
      else if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function newId(stem) {
    serial += 1;
    return `play-${stem}-${serial}`;
  }

  function button(text, act, more) {
    return make("button", { type: "button", class: "play-button", text, on: { click: act }, ...more });
  }

  /* What a change did, in words: beside the drawing for those who see, spoken for those who do not. */
  function summary() {
    return make("p", { class: "play-summary", "aria-live": "polite" });
  }

  /* A number and its unit, which no line's end parts. */
  function together(text) {
    return text.split(/([\d.,−]+余?(?:[个万]?[\u4e00-\u9fff]|%))/).map((part, index) =>
      index % 2 ? make("span", { class: "play-number", text: part }) : part);
  }

  /* A live region speaks what has changed: not twice, and not before the typing has paused. */
  function say(region, text) {
    if (region.textContent === text) return;
    clearTimeout(pauses.get(region));
    region.setAttribute("aria-busy", "true");
    region.replaceChildren(...together(text));
    pauses.set(region, setTimeout(() => region.removeAttribute("aria-busy"), PAUSE_MS));
  }

  /* ---------- numbers ---------- */

  /* Full-width digits, spaces and the commas of thousands are as good as plain ones. */
  function plain(text) {
    return text.normalize("NFKC").replace(MINUS, "-").replace(/\s/g, "").replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
  }

  /* Returns {value} with null for an empty text, or {problem} in words. */
  function readNumber(text, rule) {
    const { min = 0, max = 1e12, whole = false } = rule || {};
    const written = plain(text);
    if (written === "") return { value: null };
    if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(written)) {
      return { value: null, problem: `写的是“${text.trim()}”，请只写数字，不带单位和“约”“余”` };
    }
    const value = Number(written);
    if (value < min) return { value: null, problem: min === 0 ? "不能小于0" : `不能小于${number(min)}` };
    if (value > max) return { value: null, problem: `太大了，不能超过${number(max)}` };
    if (whole && !Number.isInteger(value)) return { value: null, problem: "请写整数" };
    return { value };
  }

  /* Prints as the book does: two decimals below 10, one below 1000, none above; `towards`
     is -1 where the number is a lower bound, 1 where it is an upper one, `most` the decimals
     that its unit allows. */
  function number(value, towards, most) {
    const size = Math.abs(value);
    const needed = Number.isInteger(value) ? 0 : size < 10 ? 2 : size < 1000 ? 1 : 0;
    const decimals = Math.min(needed, most ?? needed);
    const scale = 10 ** decimals;
    const scaled = Number((value * scale).toPrecision(12)); // 0.1 + 0.2 is 0.3 to a reader
    const digits = towards < 0 ? Math.floor(scaled) : towards > 0 ? Math.ceil(scaled) : Math.sign(scaled) * Math.round(Math.abs(scaled));
    const [whole, rest] = Math.abs(digits / scale).toFixed(decimals).split(".");
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
    return (digits < 0 ? "−" : "") + grouped + (rest ? `.${rest}` : "");
  }

  /* A number as it was typed, or a sum of such: every decimal, and no others. */
  function typed(value) {
    const [whole, rest] = String(Number(Math.abs(value).toFixed(6))).split(".");
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
    return (value < 0 ? "−" : "") + grouped + (rest ? `.${rest}` : "");
  }

  /* ---------- fields ---------- */

  /* A labelled entry that says in words what is wrong with it.
     Options: label, quiet (label for screen readers alone), unit, value, hint, rule (of readNumber), on(field). */
  function numberField(options) {
    const field = textField({
      mode: options.rule && options.rule.whole ? "numeric" : "decimal",
      ...options,
      check: (text) => readNumber(text, options.rule).problem || "",
    });
    field.read = () => readNumber(field.input.value, options.rule).value;
    return field;
  }

  function textField(options) {
    const id = newId("field");
    const problem = make("p", { id: `${id}-problem`, class: "play-problem", "aria-live": "polite" });
    const input = make("input", {
      id, type: "text", inputmode: options.mode, value: options.value, placeholder: options.placeholder, maxlength: options.max || 60,
      autocomplete: "off", "aria-describedby": options.hint ? `${id}-problem ${id}-hint` : `${id}-problem`,
    });
    const node = make("div", { class: `play-field ${options.class || ""}` },
      make("label", { for: id, text: options.label, class: options.quiet ? "play-unseen" : null }),
      make("span", { class: "play-entry" }, input, options.unit ? make("span", { class: "play-unit", text: options.unit }) : null),
      options.hint ? make("p", { id: `${id}-hint`, class: "play-hint", text: options.hint }) : null,
      problem);
    const field = { node, input, problem };
    field.check = () => {
      const words = options.check ? options.check(input.value) : "";
      say(problem, words ? `${words}。` : "");
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      return !words;
    };
    field.set = (text) => { input.value = text; field.check(); };
    input.addEventListener("input", () => { field.check(); if (options.on) options.on(field); });
    field.check();
    return field;
  }

  /* ---------- what is kept in this browser ---------- */

  function memory(key) {
    const name = PREFIX + key;
    const kept = { works: true };
    try {
      localStorage.setItem(`${PREFIX}try`, "1");
      localStorage.removeItem(`${PREFIX}try`);
    } catch (error) {
      kept.works = false; // a private window, or storage is switched off
    }
    kept.load = () => {
      try { return JSON.parse(localStorage.getItem(name)); } catch (error) { return null; }
    };
    kept.save = (state) => {
      try { localStorage.setItem(name, JSON.stringify(state)); } catch (error) { kept.works = false; }
    };
    kept.clear = () => {
      try { localStorage.removeItem(name); } catch (error) { kept.works = false; }
    };
    kept.note = () => make("p", {
      class: "play-note",
      text: kept.works
        ? "填的东西只存在这个浏览器里，不上传。公用的电脑，用完请点“清空”。"
        : "这个浏览器不让网页存东西（例如无痕窗口）：可以照常填，关掉这一页就没有了。",
    });
    return kept;
  }

  /* A button that empties, and what can be taken back until something new is typed:
     `replace(words, act)` does something as large, such as an import. */
  function emptying(text, read, write, blank) {
    let taken = null;
    const region = make("span", { class: "play-said", "aria-live": "polite" });
    const undo = button("恢复", () => { write(taken); forget("已恢复。"); empty.focus(); }, { hidden: true });
    const empty = button(text, () => replace(`已${text}。`, () => write(blank())));
    function replace(words, act) {
      const before = read();
      act();
      taken = before;
      undo.hidden = false;
      say(region, words);
    }
    function forget(words) {
      taken = null;
      undo.hidden = true;
      say(region, words || "");
    }
    return { nodes: [empty, undo, region], replace, forget: () => { if (taken) forget(); } };
  }

  /* What is typed stays in this browser for as long as there is anything; “清空” empties it, and can
     be taken back. Options: kept (a memory), state, begun() whether there is anything, blank(),
     write(state) into the fields, show() what follows from it. Call `changed` at each entry. */
  function keeping({ kept, state, begun, blank, write, show }) {
    function keep() {
      if (begun()) kept.save(state);
      else kept.clear();
    }
    const clear = emptying("清空", () => JSON.parse(JSON.stringify(state)), (other) => { write(other); show(); keep(); }, blank);
    return { nodes: clear.nodes, changed: () => { clear.forget(); show(); keep(); } };
  }

  /* ---------- sharing by link: the state stands in the address after the # ---------- */

  function address(id, state) {
    return `${location.href.split("#")[0]}#${id}?${encodeURIComponent(JSON.stringify(state))}`;
  }

  /* Returns null where the address holds nothing for `id`, else {state} or {problem}. */
  function shared(id) {
    const start = `#${id}?`;
    if (!location.hash.startsWith(start)) return null;
    try {
      return { state: JSON.parse(decodeURIComponent(location.hash.slice(start.length))) };
    } catch (error) {
      return { problem: true };
    }
  }

  /* Takes the state from the address now and when the address changes. `take` throws at a bad one. */
  function sharing(root, take, read) {
    const notice = make("p", { class: "play-problem", role: "status" });
    const link = make("input", { type: "text", readonly: true, "aria-label": "可以分享的链接", class: "play-link", hidden: true });
    const region = make("span", { class: "play-said", "aria-live": "polite" });
    const share = button("分享链接", () => {
      link.value = address(root.id, read());
      link.hidden = false;
      link.focus();
      link.select();
      say(region, "链接在下面，数都写在链接里，复制了发给别人。");
      if (navigator.clipboard) {
        navigator.clipboard.writeText(link.value).then(() => say(region, "链接已复制，数都写在链接里。"), () => {});
      }
    });
    function arrive() {
      const found = shared(root.id);
      say(notice, "");
      if (!found) return;
      try {
        if (found.problem) throw new Error("unreadable");
        take(found.state);
      } catch (error) {
        say(notice, "这个链接里的数读不出来，可能没有复制全；下面用的是开头的数。");
      }
      root.scrollIntoView();
    }
    window.addEventListener("hashchange", arrive);
    return { notice, nodes: [share, region], link, arrive };
  }

  /* ---------- bars ---------- */

  /* A row with its name, a bar of `share` (0 to 1) and its number; kinds: mark, start, guess. */
  function lane(name, share, text, kind) {
    const width = Math.max(0, Math.min(1, share)) * 100;
    return make("div", { class: `play-lane play-lane-${kind || "mark"}` },
      make("span", { class: "play-lane-name", text: name }),
      make("span", { class: "play-lane-track" },
        make("span", { class: "play-lane-bar", style: `width: ${width.toFixed(2)}%` }),
        make("span", { class: "play-lane-number", text })));
  }

  /* The longest bar leaves room for the longest number: Han characters are an em wide. */
  function lanes(rows) {
    const numbers = rows.map((row) => row.querySelector(".play-lane-number").textContent);
    const room = Math.max(...numbers.map((text) => [...text].reduce((sum, each) => sum + (each > "⺀" ? 1 : 0.62), 1)));
    return make("div", { class: "play-lanes", "aria-hidden": "true", style: `--room: ${room.toFixed(1)}em` }, ...rows);
  }

  /* ---------- beginning ---------- */

  function start(kind, begin) {
    for (const root of document.querySelectorAll(`.play[data-play="${kind}"]`)) {
      const data = JSON.parse(root.querySelector("script").textContent);
      const stage = make("div", { class: "play-live" });
      root.append(stage);
      begin(root, data, stage);
      root.dataset.live = "";
    }
  }

  /* Whether the form on paper is printed blank, or what was typed. */
  function filled(root, yes) {
    if (yes) root.dataset.filled = "";
    else delete root.dataset.filled;
  }

  window.casebookPlay = {
    make, button, summary, say, readNumber, number, typed, numberField, textField, newId, memory, emptying, keeping, sharing, lane, lanes,
    start, filled,
  };
})();

/* The reader's own village beside the book's figures: entries in the last column of the table,
   kept in this browser, taken along and brought back as rows of facts.csv. */
(function () {
  "use strict";
  const { make, button, summary, say, readNumber, numberField, textField, newId, memory, emptying, start, filled } =
    window.casebookPlay;
  const { parse, write } = window.casebookCsv;
  const FILE = "我村对照表.csv";
  const MOST_TOLD = 12;
  const LONGEST_TOLD = 40; // characters of a cell that a sentence repeats
  const RULE = { min: -1e12 };
  const BLANK = { value: "", hedge: 0, period: "", locator: "" };

  /* ---------- a row of the table as a row of facts.csv, and back ---------- */

  /* Text that a spreadsheet would run as a formula gets a ' before it, as does text that already
     begins in this way; one ' goes when read. */
  function guard(text, data) {
    return data.guarded.includes(text.replace(/^'+/, "")[0]) ? `'${text}` : text;
  }

  function unguard(text, data) {
    return text[0] === "'" && guard(text, data) !== text ? text.slice(1) : text;
  }

  /* A number without an exponent, which no check takes. */
  function decimal(value) {
    const text = String(value);
    return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
  }

  function toCells(row, own, data) {
    const hedge = data.hedges[own.hedge];
    const cells = {
      ...data.constant, id: row.id, topic: row.topic, label: row.label, unit: row.unit,
      value: decimal(readNumber(own.value, RULE).value), hedge: hedge.hedge, hedge_word: hedge.word,
      period: own.period.trim(), locator: guard(own.locator.trim(), data),
    };
    return data.columns.map((column) => cells[column.name] || (column.name === "value" ? "0" : ""));
  }

  function toText(state, data) {
    const rows = data.rows.filter((row) => state[row.id].value.trim());
    return write([data.columns.map((column) => column.name), ...rows.map((row) => toCells(row, state[row.id], data))]);
  }

  /* Returns {state} or {problems}: sentences with row, column, found, expected and mending. */
  function fromText(text, data) {
    const problems = [];
    const tell = (key, line, column, values) => problems.push(sentence(key, line, column, values, data));
    const parsed = parse(text);
    const nul = text.indexOf("\0");
    if (nul >= 0) tell("text-nul", text.slice(0, nul).split(/\r\n|\r|\n/).length);
    else if (parsed.open) tell("quote-open", parsed.open);
    else if (!parsed.rows.length) tell("file-empty");
    else checkHead(parsed.rows[0], data, tell);
    if (problems.length) return { problems };
    const state = {};
    for (const { line, cells } of parsed.rows.slice(1)) {
      if (cells.length !== data.columns.length) tell(cells.length < data.columns.length ? "row-short" : "row-long", line);
      else readRow(named(cells, data), state, data, (key, column, values) => tell(key, line, column, values));
    }
    return problems.length ? { problems } : { state };
  }

  function checkHead(head, data, tell) {
    data.columns.forEach((column, index) => {
      const label = head.cells[index];
      if (label === undefined) tell("column-missing", head.line, column.name);
      else if (label.trim() !== column.name) tell("column-name", head.line, column.name, { label });
    });
    head.cells.slice(data.columns.length).forEach((label) => tell("column-extra", head.line, label));
  }

  function named(cells, data) {
    return Object.fromEntries(data.columns.map((column, index) => [column.name, cells[index].trim()]));
  }

  function readRow(cells, state, data, tell) {
    const row = data.rows.find((each) => each.id === cells.id);
    const faults = data.columns.map((column) => [column.name, ...(cellFault(column, cells[column.name]) || [])]).filter((each) => each.length > 1);
    faults.forEach(([column, key, values]) => tell(key, column, values));
    if (faults.length) return;
    const hedge = data.hedges.findIndex((each) => each.hedge === cells.hedge && each.word === cells.hedge_word);
    const word = data.hedges.find((each) => each.word === cells.hedge_word);
    if (!row) tell("cell-unknown", "id", { cell: cells.id, table: "对照表" });
    else if (state[row.id]) tell("cell-twice", "id", { cell: cells.id });
    else if (cells.unit !== row.unit) tell("cell-choice", "unit", { cell: cells.unit, choices: row.unit });
    else if (!word) tell("cell-choice", "hedge_word", { cell: cells.hedge_word, choices: data.hedges.map((each) => each.word || "（空）").join("、") });
    else if (hedge < 0) tell("hedge-word", "hedge", { word: cells.hedge_word || "（空）", hedge: cells.hedge, direction: word.hedge });
    else state[row.id] = { value: cells.value, hedge, period: cells.period, locator: unguard(cells.locator, data) };
  }

  function cellFault(column, cell) {
    if (cell === "") return column.required ? ["cell-empty", {}] : null;
    if (column.name === "value") return readNumber(cell, RULE).problem ? ["cell-number", { cell }] : null;
    if (column.enum && !column.enum.includes(cell)) return ["cell-choice", { cell, choices: column.enum.join("、") }];
    if (column.pattern && !new RegExp(column.pattern, "u").test(cell)) return ["cell-form", { cell, example: column.example }];
    return null;
  }

  function short(text) {
    return text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}……` : text;
  }

  function sentence(key, line, column, values, data) {
    const given = { column, ...values };
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => (name === "choices" ? given.choices : short(given[name])));
    const [found, expected, mend] = data.sayings[key].map(fill);
    const place = line ? `第${line}行${column ? `，“${short(column)}”列` : ""}` : "文件";
    return `${place}：${found}。应为：${expected}。改法：${mend}。`;
  }

  /* UTF-8 first; Chinese Excel's plain “CSV” is GB 18030. */
  function decode(buffer) {
    for (const encoding of ["utf-8", "gb18030"]) {
      try { return new TextDecoder(encoding, { fatal: true }).decode(buffer); } catch (error) { /* try the next */ }
    }
    return null;
  }

  /* ---------- the page ---------- */

  function blank(data) {
    return Object.fromEntries(data.rows.map((row) => [row.id, { ...BLANK }]));
  }

  /* What was kept may be of an earlier book: only what fits is taken. */
  function known(kept, data) {
    const state = blank(data);
    for (const row of data.rows) {
      const own = kept && kept[row.id];
      if (!own) continue;
      for (const key of ["value", "period", "locator"]) if (typeof own[key] === "string") state[row.id][key] = own[key];
      if (data.hedges[own.hedge]) state[row.id].hedge = own.hedge;
    }
    return state;
  }

  function begun(own) {
    return Boolean(own.value || own.period || own.locator);
  }

  start("comparison", (root, data, stage) => {
    const kept = memory(data.key);
    const state = known(kept.load(), data);
    const period = new RegExp(data.columns.find((column) => column.name === "period").pattern, "u");
    const words = summary();
    const told = make("div", { class: "play-told", role: "status" });
    const text = make("textarea", { readonly: true, rows: 6, "aria-label": "导出的 CSV 文字" });
    const clear = emptying("清空", () => JSON.parse(JSON.stringify(state)), replace, () => blank(data));
    const cells = [...root.querySelectorAll(".play-paper tbody tr")].map((row) => row.lastElementChild);
    const entries = data.rows.map((row, index) => entry(row, cells[index]));
    const chooser = make("input", { type: "file", accept: ".csv,text/csv", id: newId("file"), class: "play-unseen", tabindex: -1,
      "aria-label": "要导入的 CSV 文件", on: { change: importFile } });
    root.dataset.keepsTable = "";

    function entry(row, cell) {
      const own = () => state[row.id];
      const on = (key) => (field) => { own()[key] = field.input.value; changed(); };
      const value = numberField({ label: `我村的${row.label}`, quiet: true, unit: row.unit, value: own().value, rule: RULE, on: on("value") });
      const hedgeId = newId("hedge");
      const hedge = make("select", { id: hedgeId, on: { change: () => { own().hedge = Number(hedge.value); changed(); } } },
        ...data.hedges.map((each, index) => make("option", { value: index, text: each.label })));
      const when = textField({ label: "时间", value: own().period, placeholder: "如 2024-06", on: on("period"), class: "play-small",
        check: (typed) => typed.trim() && !period.test(typed.trim()) ? "写成 2024、2024-06、2024-06-30 或“发表时”" : "" });
      const place = textField({ label: "出处", value: own().locator, max: 200, on: on("locator"), class: "play-small",
        placeholder: "哪份材料，或问谁",
        check: (typed) => own().value && !typed.trim() ? "数从哪里来，写一句" : "" });
      const fields = [value, when, place];
      const box = make("div", { class: "play-own" },
        make("div", { class: "play-own-value" },
          make("label", { for: hedgeId, class: "play-unseen", text: `我村的${row.label}：分寸` }), hedge, value.node),
        when.node, place.node);
      const paper = make("div", { class: "play-blank" }, ...cell.childNodes);
      cell.replaceChildren(paper, box);
      function set() {
        hedge.value = String(own().hedge);
        value.set(own().value);
        when.set(own().period);
        place.set(own().locator);
      }
      set();
      return { set, row, check: () => fields.map((field) => field.check()).every(Boolean), first: () => fields.find((field) => !field.check()) };
    }

    function replace(other) {
      Object.assign(state, other);
      entries.forEach((each) => each.set());
      show();
      keep();
    }

    function keep() {
      if (Object.values(state).some(begun)) kept.save(state);
      else kept.clear();
    }

    function changed() {
      clear.forget();
      told.replaceChildren();
      entries.forEach((each) => each.check());
      show();
      keep();
    }

    /* Rows that cannot be exported yet, with why. */
    function unready() {
      return entries.filter((each) => begun(state[each.row.id]) && (!each.check() || !state[each.row.id].value.trim()));
    }

    function show() {
      const rows = data.rows.filter((row) => begun(state[row.id]));
      const wrong = unready();
      filled(root, rows.length > 0);
      text.value = wrong.length || !rows.length ? "" : toText(state, data);
      say(words, rows.length ? `填了${rows.length}行，共${data.rows.length}行。` +
        (wrong.length ? `还要补或改的：${wrong.map((each) => each.row.label).join("、")}。` : "都写全了，可以导出。") : "还没有填。");
    }

    function exportFile() {
      const wrong = unready();
      if (wrong.length || !Object.values(state).some(begun)) {
        tellLines([wrong.length ? `先把这几行的数、时间和出处写好，再导出：${wrong.map((each) => each.row.label).join("、")}。` : "还没有填，没有可导出的。"]);
        const field = wrong.length && wrong[0].first();
        if (field) field.input.focus();
        return;
      }
      const address = URL.createObjectURL(new Blob([toText(state, data)], { type: "text/csv;charset=utf-8" }));
      const link = make("a", { href: address, download: FILE });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      tellLines([`已导出“${FILE}”。用 Excel 可以直接打开。`]);
    }

    async function importFile() {
      const file = chooser.files[0];
      if (!file) return;
      const written = decode(await file.arrayBuffer());
      chooser.value = ""; // the same file may be chosen again, once mended
      const found = written === null ? { problems: [sentence("file-encoding", 1, "", {}, data)] } : fromText(written, data);
      if (found.problems) {
        const more = found.problems.length - MOST_TOLD;
        tellLines([`没有导入，表里的数没有动。要改的有${found.problems.length}处：`, ...found.problems.slice(0, MOST_TOLD),
          ...(more > 0 ? [`还有${more}处。`] : [])]);
        return;
      }
      told.replaceChildren();
      clear.replace(`已导入${Object.keys(found.state).length}行，原来填的换掉了。`, () => replace({ ...blank(data), ...found.state }));
    }

    function tellLines(lines) {
      told.replaceChildren(...lines.map((line) => make("p", { text: line })));
    }

    function printBlank() {
      delete root.dataset.filled;
      window.print();
      show();
    }

    stage.append(words,
      make("p", { class: "play-buttons" }, button("导出 CSV", exportFile), button("导入 CSV", () => chooser.click()), chooser,
        button("打印空白表", printBlank), ...clear.nodes),
      told,
      make("details", { class: "folded" }, make("summary", { text: "不能下载时，从这里复制导出的文字" }), text),
      kept.note());
    show();
  });

  window.casebookComparison = { fromText, toText, blank };
})();

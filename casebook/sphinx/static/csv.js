/* CSV as spreadsheets write it (RFC 4180): pure functions. */
(function () {
  "use strict";
  const BOM = "\ufeff";

  /* Returns {rows: [{line, cells}]}, or {open: line} where the quotes are not in pairs: one that
     begins there never ends, or ends amid a cell. Empty lines are left out. */
  function parse(text) {
    const rows = [];
    let row = { line: 1, cells: [] };
    let cell = "";
    let quoted = 0; // the line on which the open quote begins
    let wasQuoted = false;
    let line = 1;
    const source = text.startsWith(BOM) ? text.slice(1) : text;

    function endCell() {
      row.cells.push(cell);
      cell = "";
      wasQuoted = false;
    }
    function endRow() {
      endCell();
      if (row.cells.length > 1 || row.cells[0] !== "") rows.push(row);
      row = { line, cells: [] };
    }

    for (let at = 0; at < source.length; at += 1) {
      const sign = source[at];
      if (sign === "\n" || (sign === "\r" && source[at + 1] !== "\n")) line += 1;
      if (quoted) {
        if (sign !== '"') cell += sign;
        else if (source[at + 1] === '"') { cell += sign; at += 1; }
        else quoted = 0;
      } else if (sign === '"' && cell === "" && !wasQuoted) {
        quoted = line;
        wasQuoted = true;
      } else if (sign === ",") endCell();
      else if (sign === "\n" || (sign === "\r" && source[at + 1] !== "\n")) endRow();
      else if (wasQuoted && sign !== "\r") return { open: row.line };
      else if (sign !== "\r") cell += sign;
    }
    if (quoted) return { open: quoted };
    if (cell !== "" || row.cells.length || wasQuoted) endRow();
    return { rows };
  }

  function quote(cell) {
    return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
  }

  /* With a mark at its start, by which Excel knows that it is UTF-8. */
  function write(rows) {
    return BOM + rows.map((cells) => `${cells.map(quote).join(",")}\r\n`).join("");
  }

  window.casebookCsv = { parse, write };
})();

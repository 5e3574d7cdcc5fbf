/* Finds words in sections of the book: by characters, not by words that someone cut. */
(function () {
  "use strict";
  const INDEX = window.casebookIndex;

  /* ---------- Forms of writing that count as one ---------- */

  const SIMPLIFIED = new Map([...INDEX.traditional].map((char, i) => [char, [...INDEX.simplified][i]]));
  const ALIKE = new Map();
  [['"', "“”„‟「」『』＂"], ["'", "‘’‚‛"], ["-", "—–―‐‑‒−─"], ["~", "〜∼"], ["·", "•‧・∙"]].forEach(([plain, others]) => {
    [...others].forEach((char) => ALIKE.set(char, plain));
  });
  const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
  const HAN = /\p{Script=Han}/u;
  const WORD = /[a-z0-9]/;
  const DIGIT = /[0-9]/;
  const known = new Map();

  /* Returns what a character is compared as: nothing if it is not seen, a plain space for any but the
     ends of lines and cells. */
  function foldCharacter(char) {
    let folded = known.get(char);
    if (folded === undefined) {
      const plain = UNSEEN.test(char) ? "" : (ALIKE.get(char) || char).normalize("NFKC").toLowerCase();
      folded = [...plain].map((each) => SIMPLIFIED.get(each) || ALIKE.get(each) || each).join("");
      if (/^\s+$/.test(folded) && char !== "\n" && char !== "\t") folded = " ";
      known.set(char, folded);
    }
    return folded;
  }

  /* The comma of 1,300, of either width. A Chinese comma between half-width digits is none. */
  function partsThousands(text, i) {
    const before = text[i - 1] || "";
    const after = text.slice(i + 1, i + 5);
    if (text[i] === ",") return /[0-9]/.test(before) && /^[0-9]{3}(?![0-9])/.test(after);
    return text[i] === "，" && /[０-９]/.test(before) && /^[０-９]{3}(?![０-９])/.test(after);
  }

  /* A space between Han and Latin is a matter of taste. */
  function isTaste(before, after) {
    return (HAN.test(before) && WORD.test(after)) || (WORD.test(before) && HAN.test(after));
  }

  /* Returns a text as it is compared, and for each of its units the place in the original. */
  function fold(text) {
    let out = "";
    const at = [];
    let space = -1;
    for (let i = 0, size; i < text.length; i += size) {
      size = text.codePointAt(i) > 0xffff ? 2 : 1;
      const char = size === 1 ? text[i] : text.slice(i, i + 2);
      const folded = foldCharacter(char);
      if (!folded || ((char === "," || char === "，") && partsThousands(text, i))) continue;
      if (folded === " ") {
        if (space < 0) space = i;
        continue;
      }
      if (space >= 0 && !isTaste(out.slice(-1), folded[0])) {
        out += " ";
        at.push(space);
      }
      space = -1;
      out += folded;
      for (let unit = 0; unit < folded.length; unit += 1) at.push(i);
    }
    return { text: out, at };
  }

  function words(query) {
    return [...new Set(query.split(/\s+/).map((word) => fold(word).text).filter(Boolean))];
  }

  /* ---------- Finding ---------- */

  /* A number is found whole: 130 is neither in 1300 nor in 0.130. */
  function cutsNumber(text, start, end) {
    if (DIGIT.test(text[start]) && start > 0) {
      if (DIGIT.test(text[start - 1])) return true;
      if (text[start - 1] === "." && start > 1 && DIGIT.test(text[start - 2])) return true;
    }
    if (DIGIT.test(text[end - 1]) && end < text.length) {
      if (DIGIT.test(text[end])) return true;
      if (text[end] === "." && end + 1 < text.length && DIGIT.test(text[end + 1])) return true;
    }
    return false;
  }

  /* Returns where a word begins in a text, both folded. */
  function hits(text, word) {
    const found = [];
    for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
      if (!cutsNumber(text, start, start + word.length)) found.push(start);
    }
    return found;
  }

  function has(text, word) {
    return hits(text, word).length > 0;
  }

  /* A row of the index, ready to be searched. */
  function section(page, [anchor, veiled, text], part, number) {
    const [address, chapter, ledger] = INDEX.pages[page];
    const [heading, ...lines] = text.split("\n");
    return { page, address, chapter, ledger, anchor, veiled, part, number, heading, lines, folded: fold(text).text };
  }

  /* The name of a chapter, a heading itself, words in a heading, words in the text. */
  function headingRank({ heading, chapter }, wanted) {
    const folded = fold(heading).text;
    if (folded === wanted.join("")) return heading === chapter ? 3 : 2;
    return wanted.every((word) => has(folded, word)) ? 1 : 0;
  }

  /* Returns those of some sections that hold all words, with what decides on their order. */
  function matches(sections, wanted) {
    const found = [];
    for (const each of sections) {
      const counts = wanted.map((word) => hits(each.folded, word).length);
      if (counts.every(Boolean)) {
        found.push({ section: each, count: Math.min(...counts), rank: headingRank(each, wanted) });
      }
    }
    return found;
  }

  /* The case before the ledger; then headings; then the chapter that says most of it, and of its
     sections that which says most; then the order of the book. */
  function inOrder(found) {
    const totals = new Map();
    found.forEach(({ section: { page }, count }) => totals.set(page, (totals.get(page) || 0) + count));
    return found.sort((a, b) => a.section.ledger - b.section.ledger || b.rank - a.rank
      || totals.get(b.section.page) - totals.get(a.section.page) || a.section.page - b.section.page
      || b.count - a.count || a.section.part - b.section.part || a.section.number - b.section.number)
      .map((each) => each.section);
  }

  /* Whether a slip in a word can be told. */
  function canBeNear(word) {
    const chars = [...word];
    return chars.length >= 3 && chars.some((char) => HAN.test(char));
  }

  /* Counts the runs of some sections that differ from a word in one Han character. */
  function countNear(sections, word, unveiled, counts) {
    const chars = [...word];
    for (const { veiled, folded } of sections) {
      if (veiled && !unveiled) continue;
      for (let i = 0; i + chars.length <= folded.length; i += 1) {
        const run = folded.slice(i, i + chars.length);
        if (oneOff(chars, run)) counts.set(run, (counts.get(run) || 0) + 1);
      }
    }
  }

  function oneOff(chars, run) {
    let wrong = 0;
    for (let i = 0; i < chars.length; i += 1) {
      if (chars[i] === run[i]) continue;
      wrong += 1;
      if (wrong > 1 || !HAN.test(run[i]) || DIGIT.test(chars[i])) return false;
    }
    return wrong === 1;
  }

  /* Returns the places of words in a text, in order and joined where they meet. */
  function spans(text, wanted) {
    const { text: folded, at } = fold(text);
    const all = wanted.flatMap((word) => hits(folded, word).map((start) => {
      const last = at[start + word.length - 1];
      return [at[start], last + String.fromCodePoint(text.codePointAt(last)).length];
    })).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const joined = [];
    for (const [start, end] of all) {
      const previous = joined[joined.length - 1];
      if (previous && start <= previous[1]) previous[1] = Math.max(previous[1], end);
      else joined.push([start, end]);
    }
    return joined;
  }

  window.casebookSearch = { fold, words, has, spans, section, matches, inOrder, canBeNear, countNear };
})();

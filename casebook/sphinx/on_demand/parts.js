/* Brings the parts of the index that can hold what is asked for, and looks in them. A part and a
   slice of the filters are scripts, for a page opened from the disk may fetch nothing else. The
   filters are made by search_parts.py, with which hash and runs must agree. */
(function () {
  "use strict";
  const INDEX = window.casebookIndex;
  const ROOT = document.documentElement.dataset.content_root || "";
  const { words, section, matches, inOrder, canBeNear, countNear } = window.casebookSearch;
  const NUMBERS = new Map(INDEX.pages.map(([address], number) => [address, number]));
  const PARTS = INDEX.parts.map((name, number) => number);
  const AT_ONCE = 6; // parts on their way
  const UNASKED = 120; // ms in which a reader who types on asks for no part
  const AT_A_STRETCH = 12; // ms of work, after which the page may answer
  const TOLD_EVERY = 200; // ms

  /* ---------- Scripts ---------- */

  const waiting = new Map();
  const brought = new Map();

  /* Called by each script with its name and what it holds. */
  function take(name, content) {
    const resolve = waiting.get(name);
    if (resolve) resolve(content);
  }

  /* Returns what a script holds; one that failed is asked for again the next time. */
  function bring(name) {
    if (!brought.has(name)) {
      const script = document.createElement("script");
      const content = new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        script.onload = reject; // in vain, if it has handed over what it holds
        script.onerror = reject;
        script.src = `${ROOT}_search/${name}`;
        document.head.append(script);
      });
      const done = () => {
        waiting.delete(name);
        script.remove();
      };
      content.then(done, () => {
        done();
        brought.delete(name);
      });
      brought.set(name, content);
    }
    return brought.get(name);
  }

  function pause(ms) {
    return new Promise((resolve) => { setTimeout(resolve, ms || 0); });
  }

  /* Returns a function to be awaited between pieces of work: now and then it lets the page answer. */
  function breath() {
    let until = performance.now() + AT_A_STRETCH;
    return async () => {
      if (performance.now() < until) return;
      await pause();
      until = performance.now() + AT_A_STRETCH;
    };
  }

  /* ---------- Filters ---------- */

  const LEADING = 4; // characters of a word whose runs are asked for: each may need a slice of its own
  const GAP = 0;
  const PASSED_OVER = /[ ,]/; // what the filters do not count as characters
  const slices = new Map();

  function mixed(run) {
    let value = 0;
    for (const number of run) {
      value ^= number;
      value = Math.imul(value, 0x9e3779b1);
      value ^= value >>> 16;
      value = Math.imul(value, 0x85ebca6b);
      value ^= value >>> 13;
    }
    return value >>> 0;
  }

  /* Returns the runs of a folded word, each with the places of its characters. */
  function runs(word) {
    const chars = [...word];
    const points = chars.map((char) => char.codePointAt(0));
    if (chars.length === 1) return PASSED_OVER.test(word) ? [] : [{ run: points, at: [0] }];
    const found = [];
    for (let i = 0; i < Math.min(chars.length, LEADING); i += 1) {
      for (const j of [i + 1, i + 2]) {
        if (j < chars.length && !chars.slice(i, j + 1).some((char) => PASSED_OVER.test(char))) {
          found.push({ run: j === i + 1 ? [points[i], points[j]] : [points[i], GAP, points[j]], at: [i, j] });
        }
      }
    }
    return found;
  }

  /* Returns where the filters tell of a word's runs. */
  function placed(word) {
    const count = INDEX.slices.length;
    if (!count) return [];
    return runs(word).map(({ run, at }) => (
      { at, slice: mixed(run.slice(0, 1)) % count, bit: mixed(run) % (8 * INDEX.width) }));
  }

  async function bringSlices(asked) {
    const missing = new Set(asked.map(({ slice }) => slice).filter((slice) => !slices.has(slice)));
    await Promise.all([...missing].map(async (slice) => {
      slices.set(slice, atob(await bring(INDEX.slices[slice])));
    }));
  }

  /* Whether a part may hold these runs; no is certain. */
  function mayHold(part, asked) {
    return asked.every(({ slice, bit }) => (
      (slices.get(slice).charCodeAt(part * INDEX.width + (bit >> 3)) >> (bit & 7)) & 1));
  }

  /* Returns the parts that can hold all of these runs. */
  function holding(asked) {
    return PARTS.filter((part) => mayHold(part, asked));
  }

  /* Returns the parts that can hold a word with one wrong character. */
  function nearly(word, asked) {
    const right = [...word].map((char, wrong) => asked.filter(({ at }) => !at.includes(wrong)));
    return PARTS.filter((part) => right.some((each) => mayHold(part, each)));
  }

  /* ---------- Parts ---------- */

  const ready = new Map(); // the sections of each part that has come, folded
  const opening = new Map();

  async function fold(part) {
    const sections = [];
    const rest = breath();
    for (const [address, rows] of await bring(INDEX.parts[part])) {
      for (const row of rows) {
        await rest();
        sections.push(section(NUMBERS.get(address), row, part, sections.length));
      }
    }
    ready.set(part, sections);
  }

  /* Returns the sections of a part; it is folded once. */
  async function open(part) {
    if (!ready.has(part)) {
      if (!opening.has(part)) opening.set(part, fold(part).finally(() => opening.delete(part)));
      await opening.get(part);
    }
    return ready.get(part);
  }

  /* Opens parts, a few at once and in their order, and does something with each that has come.
     Returns how many could not be opened. */
  async function openAll(parts, each, stopped) {
    const left = [...parts];
    let failed = 0;
    const next = async () => {
      while (left.length && !stopped()) {
        const part = left.shift();
        try {
          const sections = await open(part);
          if (!stopped()) each(sections, part);
        } catch (error) {
          failed += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return failed;
  }

  /* ---------- Searching ---------- */

  const never = () => false;

  const NOTHING = { found: [], failed: 0 };

  function isHere(asked) {
    return asked.every(({ slice }) => slices.has(slice)) && holding(asked).every((part) => ready.has(part));
  }

  /* Looks for the sections that hold all words of a query, best first.

     `told` gets what has been found so far while something is still on its way; the search is given
     up when `stopped` says so; without `hurry` it waits whether it will be. The promise is of what is
     `found`, and of how many parts have `failed`: if none has, nothing that is not loaded can hold
     the query. */
  async function look(query, { told = () => {}, stopped = never, hurry = true } = {}) {
    const wanted = words(query);
    const asked = wanted.flatMap(placed);
    if (!wanted.length) return NOTHING;
    const arrived = bringSlices(asked).then(() => true, () => false); // these are small
    if (!isHere(asked)) {
      told([]);
      if (!hurry) await pause(UNASKED);
    }
    if (!await arrived) return { found: [], failed: PARTS.length };
    if (stopped()) return NOTHING;
    const found = [];
    const rest = breath();
    const parts = holding(asked);
    const here = parts.filter((part) => ready.has(part));
    for (const part of here) {
      await rest();
      if (stopped()) return NOTHING;
      found.push(...matches(ready.get(part), wanted));
    }
    const failed = await lookFurther(parts.filter((part) => !here.includes(part)), wanted, found, told, stopped);
    return { found: inOrder(found), failed };
  }

  /* Adds what the parts hold that are still to come. */
  async function lookFurther(parts, wanted, found, told, stopped) {
    if (!parts.length) return 0;
    const tell = () => {
      timer = 0;
      if (!stopped()) told(inOrder([...found]));
    };
    let timer = 0;
    tell();
    const failed = await openAll(parts, (sections) => {
      found.push(...matches(sections, wanted));
      timer = timer || setTimeout(tell, TOLD_EVERY);
    }, stopped);
    clearTimeout(timer);
    return failed;
  }

  /* Returns the run of the book that differs from a word in one Han character, of several the commonest.
     The promise fails where not all that can hold one could be opened. */
  async function near(word, unveiled, stopped = never) {
    if (!canBeNear(word)) return "";
    const asked = placed(word);
    await bringSlices(asked);
    const parts = nearly(word, asked);
    if (await openAll(parts, () => {}, stopped)) throw new Error(word);
    if (stopped()) return "";
    const counts = new Map();
    const rest = breath();
    for (const part of parts) {
      await rest();
      countNear(ready.get(part), word, unveiled, counts);
    }
    for (const [run] of [...counts].sort((a, b) => b[1] - a[1])) {
      if ((await look(run, { stopped })).found.length) return run;
    }
    return "";
  }

  /* Brings a book of one part before anything is asked: whatever it will be, it can be there alone. */
  function warm() {
    if (!INDEX.slices.length) PARTS.forEach((part) => open(part).catch(() => {}));
  }

  window.casebookSearch = { ...window.casebookSearch, take, look, near, warm };
})();

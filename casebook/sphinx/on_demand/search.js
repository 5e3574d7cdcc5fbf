/* The engine of search: finds words in the index, lists the sections that hold them, and marks
   them on a page. Loaded on first use, after the index. */
window.casebookSearch = (function () {
  "use strict";
  const INDEX = window.casebookIndex;
  const ROOT = document.documentElement.dataset.content_root || "";
  const LISTED = 40;
  const SHORT = 20;
  const SHOWN_BEFORE = 24;
  const SHOWN = 84;
  const VEIL = "决策之后的内容，点开再看。";

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

  function foldCharacter(char) {
    let folded = known.get(char);
    if (folded === undefined) {
      const plain = (ALIKE.get(char) || char).normalize("NFKC").toLowerCase();
      folded = [...plain].map((each) => SIMPLIFIED.get(each) || ALIKE.get(each) || each).join("");
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
      const char = String.fromCodePoint(text.codePointAt(i));
      size = char.length;
      if (UNSEEN.test(char) || partsThousands(text, i)) continue;
      const folded = foldCharacter(char);
      if (/^\s+$/.test(folded) && char !== "\n" && char !== "\t") {
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

  function hits(text, word) {
    const found = [];
    for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
      if (!cutsNumber(text, start, start + word.length)) found.push(start);
    }
    return found;
  }

  function firstLine(text) {
    return text.split("\n", 1)[0];
  }

  const SECTIONS = INDEX.sections.map(([page, anchor, veiled, text], order) => {
    const folded = fold(text).text;
    const ledger = INDEX.pages[page][2];
    return { page, anchor, veiled, text, order, folded, ledger, heading: firstLine(folded) };
  });

  /* The name of a chapter, a heading itself, words in a heading, words in the text. */
  function headingRank({ heading, page }, wanted) {
    if (heading === wanted.join("")) return heading === fold(INDEX.pages[page][1]).text ? 3 : 2;
    return wanted.every((word) => hits(heading, word).length) ? 1 : 0;
  }

  /* The case before the ledger; then headings; then the chapter that says most of it, and of its
     sections that which says most; then the order of the book. */
  function inOrder(found) {
    const totals = new Map();
    found.forEach(({ section, count }) => totals.set(section.page, (totals.get(section.page) || 0) + count));
    return found.sort((a, b) => a.section.ledger - b.section.ledger || b.rank - a.rank
      || totals.get(b.section.page) - totals.get(a.section.page) || a.section.page - b.section.page
      || b.count - a.count || a.section.order - b.section.order);
  }

  function find(query) {
    const wanted = words(query);
    if (!wanted.length) return [];
    const found = [];
    for (const section of SECTIONS) {
      const counts = wanted.map((word) => hits(section.folded, word).length);
      if (counts.every(Boolean)) {
        const count = Math.min(...counts);
        found.push({ section, count, rank: headingRank(section, wanted) });
      }
    }
    return inOrder(found);
  }

  /* A run of the book that differs from a word in one Han character, the commonest first. */
  function near(word) {
    const chars = [...word];
    if (chars.length < 3 || !chars.some((char) => HAN.test(char))) return "";
    const counts = new Map();
    for (const section of SECTIONS) {
      if (section.veiled && !open()) continue;
      for (let i = 0; i + chars.length <= section.folded.length; i += 1) {
        const run = section.folded.slice(i, i + chars.length);
        if (oneOff(chars, run)) counts.set(run, (counts.get(run) || 0) + 1);
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1]).map(([run]) => run).find((run) => find(run).length) || "";
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

  /* ---------- Where the reader is ---------- */

  function here() {
    const base = decodeURI(new URL(ROOT || "./", location.href).pathname);
    const address = decodeURI(location.pathname).slice(base.length) || "index.html";
    return INDEX.pages.findIndex(([page]) => page === address);
  }

  /* Whether the reader is past the vote. Its ledger can be opened from any page before. */
  function open() {
    const page = here();
    if (page < INDEX.reveal) return false;
    const sections = SECTIONS.filter((section) => section.page === page);
    return sections.some((section) => section.veiled || !section.ledger);
  }

  function href({ page, anchor }, query) {
    return `${ROOT}${INDEX.pages[page][0]}?find=${encodeURIComponent(query)}#${anchor}`;
  }

  /* ---------- The list of results ---------- */

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

  /* The line of a section that holds most of the words, else its first; a short one goes on. */
  function bestLine(section, wanted) {
    const lines = section.text.split("\n").slice(1);
    const scores = lines.map((line) => {
      const folded = fold(line).text;
      return wanted.filter((word) => hits(folded, word).length).length;
    });
    let number = scores.indexOf(Math.max(...scores));
    let line = lines[number] || "";
    while (line.length < SHORT && !/[。？！]$/.test(line) && number + 1 < lines.length) {
      number += 1;
      line += `\t${lines[number]}`;
    }
    return line;
  }

  /* Where to begin a long text so that its first hit is seen: after a stop, if there is one. */
  function cutBefore(text, first) {
    if (first <= SHOWN_BEFORE) return 0;
    const start = first - SHOWN_BEFORE;
    const stop = text.slice(start, first).search(/[，。；：？！、\t]/);
    return stop < 0 ? start : start + stop + 1;
  }

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  /* A text with its words marked; a long one is cut around the first. */
  function marked(text, wanted, cut) {
    const places = spans(text, wanted);
    const first = places.length ? places[0][0] : 0;
    const start = cut ? cutBefore(text, first) : 0;
    const end = cut ? Math.max(start + SHOWN, places.length ? places[0][1] : 0) : text.length;
    const readable = (from, to) => text.slice(from, to).replace(/\t/g, " · ");
    const parts = [start > 0 ? "…" : ""];
    let done = start;
    for (const [from, to] of places) {
      if (to > end) break;
      parts.push(readable(done, from), element("mark", "", readable(from, to)));
      done = to;
    }
    parts.push(readable(done, end), end < text.length ? "…" : "");
    return parts;
  }

  function row({ section }, query, wanted, id, unveiled) {
    const heading = firstLine(section.text);
    const chapter = INDEX.pages[section.page][1];
    const link = element("a", "search-result", element("span", "search-heading", ...marked(heading, wanted, false)));
    if (chapter !== heading) link.append(" ", element("span", "search-chapter", chapter));
    const veiled = section.veiled && !unveiled;
    const context = veiled ? [VEIL] : marked(bestLine(section, wanted), wanted, true);
    if (context.some((part) => part !== "")) {
      link.append(element("span", veiled ? "search-context search-veil" : "search-context", ...context));
    }
    Object.assign(link, { id, href: href(section, query), tabIndex: -1 });
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    return link;
  }

  /* A field with its list: the dialog of every page, and the page of search. */
  function mount(place, field) {
    const form = field.form;
    const status = element("p", "search-status");
    const list = element("div", "search-list");
    const help = element("div", "search-help");
    let active = -1;

    place.classList.add("search-place");
    form.after(status, list, help);
    status.setAttribute("role", "status");
    list.id = `search-list-${place.id || "page"}`;
    list.hidden = true;
    setAll(list, { role: "listbox", "aria-label": "查到的各节" });
    setAll(field, {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
      enterkeyhint: "search",
    });
    if (place.localName === "dialog") {
      place.setAttribute("aria-label", "在本书中查找");
      const close = element("button", "search-close", "关闭");
      close.type = "button";
      close.addEventListener("click", () => place.close());
      field.addEventListener("focus", () => field.select());
      form.append(close);
    }

    function activate(number) {
      const rows = list.children;
      if (rows[active]) rows[active].setAttribute("aria-selected", "false");
      active = rows.length ? (number + rows.length) % rows.length : -1;
      if (active < 0) {
        field.removeAttribute("aria-activedescendant");
        return;
      }
      rows[active].setAttribute("aria-selected", "true");
      rows[active].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", rows[active].id);
    }

    function update() {
      const query = field.value.trim();
      const wanted = words(query);
      const found = find(query);
      const unveiled = open();
      active = -1;
      field.removeAttribute("aria-activedescendant");
      list.replaceChildren(...found.slice(0, LISTED).map((each, i) => row(each, query, wanted, `${list.id}-${i}`, unveiled)));
      list.hidden = !found.length;
      list.scrollTop = 0;
      field.setAttribute("aria-expanded", String(found.length > 0));
      help.replaceChildren(...(wanted.length ? (found.length ? [] : advice(query, wanted, ask)) : [hint()]));
      status.textContent = wanted.length ? count(query, found) : "";
    }

    function ask(query) {
      field.value = query;
      field.focus();
      update();
    }

    function choose(link) {
      const [page] = link.getAttribute("href").slice(ROOT.length).split("?");
      const at = here();
      if (at < 0 || INDEX.pages[at][0] !== page) {
        location.href = link.href;
        return;
      }
      if (place.localName === "dialog") place.close();
      goTo(decodeURIComponent(link.hash.slice(1)), field.value.trim());
    }

    field.addEventListener("input", (event) => { if (!event.isComposing) update(); });
    field.addEventListener("compositionend", update);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      activate(event.key === "ArrowDown" ? active + 1 : (active < 0 ? 0 : active) - 1);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = list.children[Math.max(active, 0)];
      if (chosen) choose(chosen);
    });
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(link);
    });

    const asked = new URLSearchParams(location.search).get("q");
    if (place.localName !== "dialog" && asked && !field.value) field.value = asked;
    update();
    if (place.localName !== "dialog") field.focus();
  }

  function setAll(target, attributes) {
    Object.entries(attributes).forEach(([name, value]) => target.setAttribute(name, value));
  }

  function count(query, found) {
    if (!found.length) return `没有找到“${query}”。`;
    const more = found.length > LISTED ? `，先列前${LISTED}节；再加一个词可以缩小范围` : "";
    return `在${found.length}节里找到${more}。`;
  }

  function hint() {
    return element("p", "", "输入要找的字。空格隔开几个词，就找同时写到这几个词的一节。上下键选，回车打开。");
  }

  /* What to try when nothing is found. */
  function advice(query, wanted, ask) {
    const said = [];
    const other = (label) => {
      const button = element("button", "search-try", label);
      button.type = "button";
      button.addEventListener("click", () => ask(label));
      return button;
    };
    const close = wanted.map((word) => (find(word).length ? word : near(word)));
    if (close.every(Boolean) && close.join(" ") !== wanted.join(" ")) {
      said.push(element("p", "", "是不是要找：", other(close.join(" "))));
    }
    const asked = query.split(/\s+/);
    const alone = asked.length > 1 ? asked.filter((word) => find(word).length) : [];
    if (alone.length) {
      const why = alone.length < asked.length ? "有的词书里没有。有的是：" : "这几个词没有写在同一节里。分开找：";
      said.push(element("p", "", why, ...alone.map(other)));
    }
    if (wanted.some((word) => DIGIT.test(word))) {
      said.push(element("p", "", "数按整个的数找：130找不到1300。可以去掉单位，或者换成台账里的写法。"));
    }
    said.push(element("p", "", "找的是原文里连着的字。可以少写几个字，换一个说法，或者用空格把词隔开。"));
    return said;
  }

  /* ---------- Marks on the page ---------- */

  const INLINE = new Set((
    "a abbr b bdi bdo cite code del dfn em i ins kbd label mark q s samp small span strong sub sup time u var wbr "
    + "math semantics mrow mstyle mpadded mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover "
    + "munderover"
  ).split(" "));
  const PASSED_BY = "script, style, template, noscript, annotation, title, desc, textarea, select, datalist, "
    + ".fact-cards, .headerlink, .footnote-reference, .colon, .chart-said";
  const HIGHLIGHT = "search-hit";
  let marks = null;

  /* Lists the pieces of an element's text, with a break at the edge of each block. */
  function pieces(parent, found) {
    for (const child of parent.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        found.push({ node: child, text: child.data.replace(/\s/g, " ") });
      } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(PASSED_BY)) {
        const apart = !INLINE.has(child.localName) || parent.classList.contains("ledger-head");
        if (apart) found.push({ text: "\n" });
        pieces(child, found);
        if (apart) found.push({ text: "\n" });
      }
    }
    return found;
  }

  /* Returns a range for each hit in an element. */
  function ranges(parent, wanted) {
    const all = pieces(parent, []);
    const starts = [];
    let length = 0;
    for (const piece of all) {
      starts.push(length);
      length += piece.text.length;
    }
    let last = 0;
    const place = (offset) => {
      while (last + 1 < all.length && starts[last + 1] <= offset) last += 1;
      return [all[last].node, offset - starts[last]];
    };
    return spans(all.map((piece) => piece.text).join(""), wanted).map(([start, end]) => {
      const range = document.createRange();
      range.setStart(...place(start));
      const [node, offset] = place(end - 1);
      range.setEnd(node, offset + 1);
      return range;
    });
  }

  /* Wraps the hits where the browser cannot paint them without. */
  function wrap(found) {
    const wrapped = [];
    for (const range of [...found].reverse()) {
      for (const [node, start, end] of textsIn(range).reverse()) {
        if (node.parentElement.closest("svg")) continue;
        const part = document.createRange();
        part.setStart(node, start);
        part.setEnd(node, end);
        const mark = element("mark", HIGHLIGHT);
        part.surroundContents(mark);
        wrapped.push(mark);
      }
    }
    return wrapped;
  }

  function textsIn(range) {
    if (range.startContainer === range.endContainer) {
      return [[range.startContainer, range.startOffset, range.endOffset]];
    }
    const found = [];
    const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!range.intersectsNode(node) || node.parentElement.closest(PASSED_BY)) continue;
      const start = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.length;
      if (end > start) found.push([node, start, end]);
    }
    return found;
  }

  function paint(found) {
    if (window.Highlight && CSS.highlights) {
      CSS.highlights.set(HIGHLIGHT, new window.Highlight(...found));
      return () => CSS.highlights.delete(HIGHLIGHT);
    }
    const wrapped = wrap(found);
    return () => wrapped.forEach((mark) => {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    });
  }

  function clear() {
    if (!marks) return;
    marks.unpaint();
    marks.bar.remove();
    marks = null;
    const address = new URL(location.href);
    address.searchParams.delete("find");
    readdress(address.href);
  }

  /* Some browsers forbid it on the disk; the address then keeps the word. */
  function readdress(address) {
    try {
      history.replaceState(history.state, "", address);
    } catch (error) { /* as it is */ }
  }

  function mark(query) {
    const article = document.querySelector("article");
    if (marks) { marks.unpaint(); marks.bar.remove(); marks = null; }
    if (!article || !words(query).length) return;
    unfold(words(query));
    const found = ranges(article, words(query));
    if (!found.length) return;
    const first = found.map((range) => range.getBoundingClientRect());
    const inside = found.map((range) => target().contains(range.startContainer));
    const goal = first.findIndex((box, i) => inside[i] && box.height > 0);
    marks = { unpaint: paint(found), bar: bar(query, found.length) };
    if (goal >= 0) bringIntoView(first[goal]);
  }

  /* The section that the address names, else the whole text. */
  function target() {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return (named && named.closest("section, .ledger-row")) || document.querySelector("article");
  }

  /* Opens what is folded if the section's hits stand there alone. */
  function unfold(wanted) {
    const found = ranges(target(), wanted).map((range) => range.startContainer.parentElement);
    const folded = found.map((each) => (each.closest("summary") ? null : each.closest("details:not([open])")));
    if (folded.length && folded.every(Boolean)) folded[0].open = true;
  }

  function bringIntoView(box) {
    const edge = 90;
    if (box.top > edge && box.bottom < window.innerHeight - edge) return;
    window.scrollBy({ top: box.top - window.innerHeight / 3, behavior: "auto" });
  }

  function bar(query, number) {
    const made = element("div", "search-marks", element("p", "", `“${query}”在本页标出${number}处`));
    setAll(made, { role: "region", "aria-label": "查找的标记" });
    const remove = element("button", "", "去掉标记");
    remove.type = "button";
    remove.addEventListener("click", clear);
    made.append(remove);
    document.querySelector("main").append(made);
    return made;
  }

  /* Goes to a section of this page; the reader goes on from there with the keyboard. */
  function goTo(anchor, query) {
    const address = new URL(location.href);
    address.searchParams.set("find", query);
    location.hash = anchor;
    address.hash = anchor;
    readdress(address.href);
    const section = document.getElementById(anchor);
    if (section) {
      section.tabIndex = -1;
      section.classList.add("search-goal");
      section.focus({ preventScroll: true });
      section.scrollIntoView();
    }
    mark(query);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.target.closest("dialog")) clear();
  });

  return { find, fold, mark, mount, words, address: ({ section }) => INDEX.pages[section.page][0] };
})();

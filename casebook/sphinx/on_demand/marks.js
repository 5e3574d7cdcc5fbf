/* Marks what was looked for on a page, until the reader has done with it. */
(function () {
  "use strict";
  const { words, spans } = window.casebookSearch;
  const INLINE = new Set(window.casebookIndex.inline);
  const PASSED_BY = window.casebookIndex.passed_by;
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
        const mark = document.createElement("mark");
        mark.className = HIGHLIGHT;
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

  function unmark() {
    if (marks) {
      marks.unpaint();
      marks.bar.remove();
    }
    marks = null;
  }

  function clear() {
    if (!marks) return;
    unmark();
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

  /* Marks all hits of the page, and shows the first one of the section that was gone to. */
  function mark(query) {
    const article = document.querySelector("article");
    const wanted = words(query);
    unmark();
    if (!article || !wanted.length) return;
    unfold(wanted);
    const found = ranges(article, wanted);
    if (!found.length) return;
    const section = target();
    const boxes = found.filter((range) => section.contains(range.startContainer))
      .map((range) => range.getBoundingClientRect());
    marks = { unpaint: paint(found), bar: bar(query, found.length) };
    const first = boxes.find((box) => box.height > 0);
    if (first) bringIntoView(first);
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

  /* Says what is marked, for who has no Escape key. */
  function bar(query, number) {
    const made = document.createElement("div");
    const said = document.createElement("p");
    const remove = document.createElement("button");
    made.className = "search-marks";
    made.setAttribute("role", "region");
    made.setAttribute("aria-label", "查找的标记");
    said.textContent = `“${query}”在本页标出${number}处`;
    remove.type = "button";
    remove.textContent = "去掉标记";
    remove.addEventListener("click", clear);
    made.append(said, remove);
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

  Object.assign(window.casebookSearch, { mark, goTo });
})();

/* Lists the sections in which search has found something, in the dialog and on a page of its own. */
(function () {
  "use strict";
  const INDEX = window.casebookIndex;
  const ROOT = document.documentElement.dataset.content_root || "";
  const { fold, words, has, spans, look, near, warm, goTo } = window.casebookSearch;
  const LISTED = 40;
  const SHORT = 20;
  const SHOWN_BEFORE = 24;
  const SHOWN = 84;
  const VEIL = "决策之后的内容，点开再看。";

  /* ---------- Where the reader is ---------- */

  /* The number of this page; the page of search itself has none. */
  function here() {
    const base = decodeURI(new URL(ROOT || "./", location.href).pathname);
    const address = decodeURI(location.pathname).slice(base.length) || "index.html";
    return INDEX.pages.findIndex(([page]) => page === address);
  }

  /* Whether the reader is past the vote. The ledger can be opened from any page before: of its
     pages only the one with the outcome tells. */
  function pastTheVote() {
    const page = here();
    if (page < INDEX.reveal) return false;
    const [, , ledger, veiled] = INDEX.pages[page];
    return Boolean(veiled || !ledger);
  }

  /* ---------- A result ---------- */

  /* The line of a section that holds most of the words, else its first; a short one goes on. */
  function bestLine({ lines }, wanted) {
    const scores = lines.map((line) => {
      const folded = fold(line).text;
      return wanted.filter((word) => has(folded, word)).length;
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

  function setAll(target, attributes) {
    Object.entries(attributes).forEach(([name, value]) => target.setAttribute(name, value));
  }

  function row(section, query, wanted, veiled) {
    const { address, anchor, chapter, heading } = section;
    const link = element("a", "search-result", element("span", "search-heading", ...marked(heading, wanted, false)));
    if (chapter !== heading) link.append(" ", element("span", "search-chapter", chapter));
    const context = veiled ? [VEIL] : marked(bestLine(section, wanted), wanted, true);
    if (context.some((part) => part !== "")) {
      link.append(element("span", veiled ? "search-context search-veil" : "search-context", ...context));
    }
    const href = `${ROOT}${address}?find=${encodeURIComponent(query)}#${anchor}`;
    setAll(link, { href, role: "option", "aria-selected": "false", tabindex: "-1" });
    return link;
  }

  /* ---------- What is said about the results ---------- */

  function button(className, label, act) {
    const made = element("button", className, label);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  const LOOKING = "还在查，先列已经找到的……";
  const AGAIN = "可以再试一次；还是不行，请重新载入本页。";
  const ARRIVED = "全书查完了。上面是先找到的，没有重排。";

  function count(query, found, failed) {
    if (failed) return `${found.length ? `已在${found.length}节里找到。` : ""}索引有一部分没有打开，结果不全。`;
    if (!found.length) return `没有找到“${query}”。`;
    const more = found.length > LISTED ? `，先列前${LISTED}节；再加一个词可以缩小范围` : "";
    return `在${found.length}节里找到${more}。`;
  }

  function hint() {
    return element("p", "", "输入要找的字。空格隔开几个词，就找同时写到这几个词的一节。上下键选，回车打开。");
  }

  /* What to try when nothing is found. */
  async function advice(query, wanted, unveiled, ask, stopped) {
    const said = [];
    const other = (label) => button("search-try", label, () => ask(label));
    const stands = async (word) => {
      const { found, failed } = await look(word, { stopped });
      if (failed) throw new Error(word);
      return found.length > 0;
    };
    const close = [];
    for (const word of wanted) close.push(await stands(word) ? word : await near(word, unveiled, stopped));
    if (close.every(Boolean) && close.join(" ") !== wanted.join(" ")) {
      said.push(element("p", "", "是不是要找：", other(close.join(" "))));
    }
    const asked = query.split(/\s+/);
    const alone = [];
    if (asked.length > 1) for (const word of asked) if (await stands(word)) alone.push(word);
    if (alone.length) {
      const why = alone.length < asked.length ? "有的词书里没有。有的是：" : "这几个词没有写在同一节里。分开找：";
      said.push(element("p", "", why, ...alone.map(other)));
    }
    if (wanted.some((word) => /[0-9]/.test(word))) {
      said.push(element("p", "", "数按整个的数找：13找不到134。可以去掉单位，或者换成台账里的写法。"));
    }
    said.push(element("p", "", "找的是原文里连着的字。可以少写几个字，换一个说法，或者用空格把词隔开。"));
    return said;
  }

  /* ---------- The list ---------- */

  /* A field with its list: a combobox, in the dialog of every page or on the page of search. */
  class Finder {
    constructor(place, field) {
      this.place = place;
      this.field = field;
      this.dialog = place.localName === "dialog";
      this.active = -1;
      this.turn = 0; // counts the queries: what comes for an earlier one is dropped
      this.listed = [];
      this.build();
      this.listen();
    }

    build() {
      const { place, field } = this;
      this.status = element("p", "search-status");
      this.list = element("div", "search-list");
      this.help = element("div", "search-help");
      place.classList.add("search-place");
      field.form.after(this.status, this.list, this.help);
      this.list.id = `search-list-${place.id || "page"}`;
      setAll(this.status, { role: "status" });
      setAll(this.list, { role: "listbox", "aria-label": "查到的各节" });
      setAll(field, { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id });
      if (this.dialog) {
        place.setAttribute("aria-label", field.getAttribute("aria-label"));
        field.form.append(button("search-close", "关闭", () => place.close()));
      }
    }

    listen() {
      const { field, list } = this;
      field.addEventListener("input", (event) => { if (!event.isComposing) this.update({ typed: true }); });
      field.addEventListener("compositionend", () => this.update()); // a whole word
      field.addEventListener("keydown", (event) => this.arrow(event));
      if (this.dialog) field.addEventListener("focus", () => field.select());
      field.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.busy && !(this.begun && list.children.length)) this.update({ entered: true });
        else this.enter();
      });
      ["pointerdown", "pointermove", "scroll"].forEach((name) => list.addEventListener(name, () => {
        if (name !== "scroll" || list.scrollTop > 0) this.touched = true;
      }, { passive: true }));
      list.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.choose(link);
      });
    }

    /* Looks for what is in the field, and lists what has come while the rest is on its way. Who types
       may type on; who has pressed Enter wants the first result opened when all has come. */
    async update({ typed = false, entered = false } = {}) {
      const query = this.field.value.trim();
      this.turn += 1;
      const turn = this.turn;
      const stopped = () => turn !== this.turn;
      this.unveiled = pastTheVote();
      this.setBusy(true);
      this.touched = false;
      this.rows = new Map(); // the result of each section, which takes time to write
      this.begun = false;
      const told = (found) => {
        if (stopped()) return;
        if (!this.begun) this.begin();
        this.add(query, found);
      };
      const { found, failed } = await look(query, { told, stopped, hurry: !typed });
      if (stopped()) return;
      if (!this.begun) this.begin();
      this.finish(query, found, failed);
      if (entered && !failed) this.enter();
      if (query && !found.length && !failed) await this.advise(query, stopped);
      if (!stopped()) this.setBusy(false);
    }

    setBusy(busy) {
      this.busy = busy;
      this.list.setAttribute("aria-busy", String(busy));
    }

    begin() {
      this.begun = true;
      this.listed = [];
      this.list.replaceChildren();
      this.list.scrollTop = 0;
      this.help.replaceChildren();
      this.status.textContent = LOOKING;
      this.activate(-1);
    }

    /* Adds what is not listed yet below what is, so that nothing moves under the reader's hand. */
    add(query, found) {
      const { list, listed } = this;
      const wanted = words(query);
      const known = new Set(listed);
      const fresh = found.filter((section) => !known.has(section)).slice(0, LISTED - listed.length);
      fresh.forEach((section, number) => {
        const link = this.rows.get(section) || row(section, query, wanted, section.veiled && !this.unveiled);
        link.id = `${list.id}-${listed.length + number}`;
        this.rows.set(section, link);
        list.append(link);
      });
      listed.push(...fresh);
      list.hidden = !listed.length;
      this.field.setAttribute("aria-expanded", String(!list.hidden));
    }

    /* Brings the list into its order when all is there, unless the reader is at work in it. */
    finish(query, found, failed) {
      const best = found.slice(0, LISTED);
      const isInOrder = () => this.listed.every((section, number) => section === best[number]);
      const held = this.touched || this.active >= 0;
      if (!isInOrder() && !held) this.begin();
      this.add(query, found);
      this.status.textContent = query ? count(query, found, failed) : "";
      if (!query) this.help.append(hint());
      else if (failed) this.offer(AGAIN, "再试一次");
      else if (!isInOrder()) this.offer(ARRIVED, "按次序重排");
    }

    /* Says something below the list, with a button that searches anew. */
    offer(said, label) {
      this.help.replaceChildren(element("p", "", said, button("search-try", label, () => this.ask(this.field.value))));
    }

    async advise(query, stopped) {
      let said;
      try {
        said = await advice(query, words(query), this.unveiled, (other) => this.ask(other), stopped);
      } catch (error) {
        if (!stopped()) this.offer(AGAIN, "再试一次");
        return;
      }
      if (!stopped()) this.help.replaceChildren(...said);
    }

    /* Opens the chosen result, else the first. */
    enter() {
      const chosen = this.list.children[Math.max(this.active, 0)];
      if (chosen) this.choose(chosen);
    }

    ask(query) {
      this.field.value = query;
      this.field.focus();
      this.update();
    }

    arrow(event) {
      const rows = this.list.children.length;
      if (event.isComposing || !rows || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      const next = event.key === "ArrowDown" ? this.active + 1 : Math.max(this.active, 0) - 1;
      this.activate((next + rows) % rows);
    }

    activate(number) {
      const { field, list } = this;
      const before = list.children[this.active];
      const chosen = list.children[number];
      if (before) before.setAttribute("aria-selected", "false");
      this.active = number;
      if (!chosen) {
        field.removeAttribute("aria-activedescendant");
        return;
      }
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", chosen.id);
    }

    choose(link) {
      if (new URL(link.href).pathname !== location.pathname) {
        location.href = link.href;
        return;
      }
      if (this.dialog) this.place.close();
      goTo(decodeURIComponent(link.hash.slice(1)), this.field.value.trim());
    }
  }

  /* Makes a field search. The page of search takes its first query from the address. */
  function mount(place, field) {
    warm();
    const finder = new Finder(place, field);
    const asked = new URLSearchParams(location.search).get("q");
    if (!finder.dialog) {
      field.value = field.value || asked || "";
      field.focus();
    }
    finder.update();
  }

  window.casebookSearch.mount = mount;
})();

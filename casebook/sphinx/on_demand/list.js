/* Lists the sections in which search has found something, in the dialog and on a page of its own. */
(function () {
  "use strict";
  const INDEX = window.casebookIndex;
  const ROOT = document.documentElement.dataset.content_root || "";
  const { fold, words, find, has, near, spans, goTo } = window.casebookSearch;
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
    const veiled = INDEX.sections.some(([number, , veil]) => number === page && veil);
    return page >= INDEX.reveal && (veiled || !INDEX.pages[page][2]);
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

  function row(section, query, wanted, id, veiled) {
    const { address, anchor, chapter, heading } = section;
    const link = element("a", "search-result", element("span", "search-heading", ...marked(heading, wanted, false)));
    if (chapter !== heading) link.append(" ", element("span", "search-chapter", chapter));
    const context = veiled ? [VEIL] : marked(bestLine(section, wanted), wanted, true);
    if (context.some((part) => part !== "")) {
      link.append(element("span", veiled ? "search-context search-veil" : "search-context", ...context));
    }
    const href = `${ROOT}${address}?find=${encodeURIComponent(query)}#${anchor}`;
    setAll(link, { id, href, role: "option", "aria-selected": "false", tabindex: "-1" });
    return link;
  }

  /* ---------- What is said about the results ---------- */

  function button(className, label, act) {
    const made = element("button", className, label);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
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
  function advice(query, wanted, unveiled, ask) {
    const said = [];
    const other = (label) => button("search-try", label, () => ask(label));
    const close = wanted.map((word) => (find(word).length ? word : near(word, unveiled)));
    if (close.every(Boolean) && close.join(" ") !== wanted.join(" ")) {
      said.push(element("p", "", "是不是要找：", other(close.join(" "))));
    }
    const asked = query.split(/\s+/);
    const alone = asked.length > 1 ? asked.filter((word) => find(word).length) : [];
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
      field.addEventListener("input", (event) => { if (!event.isComposing) this.update(); });
      field.addEventListener("compositionend", () => this.update());
      field.addEventListener("keydown", (event) => this.arrow(event));
      if (this.dialog) field.addEventListener("focus", () => field.select());
      field.form.addEventListener("submit", (event) => {
        event.preventDefault();
        const chosen = list.children[Math.max(this.active, 0)];
        if (chosen) this.choose(chosen);
      });
      list.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.choose(link);
      });
    }

    update() {
      const { field, list } = this;
      const query = field.value.trim();
      const wanted = words(query);
      const found = find(query);
      const unveiled = pastTheVote();
      const rows = found.slice(0, LISTED).map((section, number) => (
        row(section, query, wanted, `${list.id}-${number}`, section.veiled && !unveiled)));
      list.replaceChildren(...rows);
      list.hidden = !rows.length;
      list.scrollTop = 0;
      field.setAttribute("aria-expanded", String(!list.hidden));
      this.activate(-1);
      this.status.textContent = wanted.length ? count(query, found) : "";
      this.help.replaceChildren();
      if (!wanted.length) this.help.append(hint());
      else if (!rows.length) this.help.append(...advice(query, wanted, unveiled, (other) => this.ask(other)));
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

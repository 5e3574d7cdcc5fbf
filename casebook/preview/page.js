/* In each page of the preview: shows a block at once that has been edited, opens the page again when it
   has been made again, where the reader was, and shows what is wrong at the place where it is. */
(function () {
  "use strict";

  var script = document.currentScript;
  var version = Number(script.dataset.version);
  var address = decodeURIComponent(location.pathname).replace(/^\//, "").replace(/(^|\/)$/, "$1index.html");
  var file = "book/" + address.replace(/\.html$/, ".md");
  var KEPT = "preview-scroll";
  var state = { findings: [], notes: [], stopped: "", building: false };

  // ---------- the place on the page ----------

  function keepPlace() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ address: address, top: window.scrollY }));
    } catch (error) { /* no storage: the browser restores the place by itself */ }
  }

  function findPlace() {
    var kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch (error) { return; }
    if (!kept || kept.address !== address) { return; }
    function go() { window.scrollTo({ top: kept.top, behavior: "instant" }); }
    go();
    window.addEventListener("load", go);
  }

  // ---------- what is wrong ----------

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className;
    if (text) { made.textContent = text; }
    return made;
  }

  function blocks() {
    var found = [];
    document.querySelectorAll('article [class*="src-"]').forEach(function (block) {
      var line = /(?:^|\s)src-(\d+)/.exec(block.className.baseVal || block.className);
      if (line) { found.push({ block: block, line: Number(line[1]) }); }
    });
    return found;
  }

  /* The block in which a line stands: of those that begin at it or before, the last. */
  function blockOf(row, all) {
    var best = null;
    all.forEach(function (each) {
      if (each.line <= row && (!best || each.line >= best.line)) { best = each; }
    });
    return best && best.block;
  }

  function show() {
    document.querySelectorAll(".preview-fault, .preview-panel").forEach(function (old) { old.remove(); });
    var all = blocks();
    var elsewhere = [];
    state.findings.slice().reverse().forEach(function (finding) {
      var block = finding.file === file && finding.row ? blockOf(finding.row, all) : null;
      if (!block) { elsewhere.unshift(finding); return; }
      var box = element("div", "preview-fault");
      box.setAttribute("role", "status");
      box.append(element("strong", "", "第" + finding.row + "行　"), finding.message);
      if (block.tagName === "SECTION" && block.firstElementChild) {
        block.firstElementChild.after(box);
      } else if (block.tagName === "LI") {
        block.append(box);
      } else {
        block.after(box);
      }
    });
    panel(elsewhere);
  }

  function panel(elsewhere) {
    if (!elsewhere.length && !state.notes.length && !state.stopped) { return; }
    var box = element("div", "preview-panel");
    box.setAttribute("role", "status");
    if (state.stopped) {
      box.append(element("p", "preview-head", "书没有排成，下面是上一次排好的。"), element("p", "", state.stopped));
    }
    if (elsewhere.length) {
      box.append(element("p", "preview-head", "要改的有 " + elsewhere.length + " 处不在这里："));
    }
    var list = element("ul", "");
    elsewhere.forEach(function (finding) {
      var item = element("li", "");
      if (/^book\/.*\.md$/.test(finding.file) && finding.file !== file) {
        var link = element("a", "", finding.place);
        link.href = "/" + finding.file.replace(/^book\//, "").replace(/\.md$/, ".html");
        item.append(link);
      } else {
        item.append(element("strong", "", finding.place));
      }
      item.append("：" + finding.message);
      list.append(item);
    });
    if (elsewhere.length) { box.append(list); }
    state.notes.forEach(function (note) { box.append(element("p", "", note)); });
    (document.querySelector("article") || document.body).prepend(box);
  }

  // ---------- a block that was edited ----------

  /* Put the block in the place of the one that begins at its line; the page itself follows. */
  function showBlock(html) {
    var MARKED = '[class*="src-"]';
    var made = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    var inner = made.matches(MARKED) ? made : made.querySelector(MARKED);
    var line = inner && /(?:^|\s)(src-\d+)/.exec(inner.className);
    var old = line && document.querySelector("article ." + line[1]);
    for (; old && inner !== made; inner = inner.parentElement) { old = old.parentElement; }
    if (!old || old.tagName !== made.tagName) { return; }
    made.classList.add("preview-block");
    old.replaceWith(made);
  }

  // ---------- news ----------

  function hear(event) {
    var news = JSON.parse(event.data);
    if (news.versions && news.versions[address] > version) {
      keepPlace();
      location.reload();
      return;
    }
    if (news.block) {
      if (news.block.page === address) { showBlock(news.block.html); }
      return;
    }
    Object.keys(state).forEach(function (key) {
      if (key in news) { state[key] = news[key]; }
    });
    document.documentElement.classList.toggle("preview-building", Boolean(state.building));
    show();
  }

  findPlace();
  var source = new EventSource("/_preview/news");
  source.onmessage = hear;
  source.onerror = function () { document.documentElement.classList.add("preview-away"); };
  source.onopen = function () { document.documentElement.classList.remove("preview-away"); };
  window.addEventListener("pagehide", function () { source.close(); });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { location.reload(); }
  });
})();

/* Checks the folder that a reader picks against the sums of MANIFEST.sha256 in it. The hash is
   computed here, for not every browser offers its own to pages from the disk. */
(function () {
  "use strict";
  const MANIFEST = "MANIFEST.sha256";
  const START = "开始.html";
  const LISTED = 50;
  /* What systems leave in a folder of their own accord. */
  const SYSTEMS = /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini|System Volume Information\/.*|__MACOSX\/.*)$/i;
  const told = document.getElementById("told");
  const picker = document.getElementById("folder");

  /* ---------- SHA-256 (FIPS 180-4) ---------- */

  /* The first 32 bits behind the point of the roots of the first primes. */
  const fraction = (number) => ((number - Math.floor(number)) * 4294967296) | 0;
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const BEGIN = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  function padded(bytes) {
    const whole = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
    whole.set(bytes);
    whole[bytes.length] = 0x80;
    const view = new DataView(whole.buffer);
    view.setUint32(whole.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(whole.length - 4, bytes.length << 3);
    return view;
  }

  function schedule(words, view, offset) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(offset + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const a = words[i - 15];
      const b = words[i - 2];
      const small = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const large = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      words[i] = words[i - 16] + small + words[i - 7] + large;
    }
  }

  function compress(state, words) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const choice = (e & f) ^ (~e & g);
      const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + ROUNDS[i] + words[i]) | 0;
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
  }

  function sha256(bytes) {
    const view = padded(bytes);
    const state = BEGIN.slice();
    const words = new Int32Array(64);
    for (let offset = 0; offset < view.byteLength; offset += 64) {
      schedule(words, view, offset);
      compress(state, words);
    }
    return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /* ---------- Files ---------- */

  /* The package's root is the folder with the manifest, at whatever depth it was picked. */
  function rootOf(files) {
    const found = files.map((file) => file.webkitRelativePath).filter((path) => `/${path}`.endsWith(`/${MANIFEST}`));
    if (!found.length) return null;
    return found.sort((a, b) => a.split("/").length - b.split("/").length)[0].slice(0, -MANIFEST.length);
  }

  /* Some file systems (macOS) take letters apart; names are compared put together. */
  function byName(files, root) {
    const under = files.filter((file) => file.webkitRelativePath.startsWith(root));
    return new Map(under.map((file) => [file.webkitRelativePath.slice(root.length).normalize("NFC"), file]));
  }

  function sums(text) {
    const lines = text.split(/\r?\n/).filter(Boolean).map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line));
    if (!lines.length || lines.includes(null)) throw new Error(`${MANIFEST} 坏了，读不出来`);
    return new Map(lines.map((line) => [line[2], line[1]]));
  }

  /* A file that cannot be read at all counts as changed. */
  async function sumOf(file) {
    try {
      return sha256(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      return "";
    }
  }

  async function check(files, progress) {
    const root = rootOf(files);
    if (root === null) throw new Error(`选的文件夹里没有 ${MANIFEST}：要选离线包解压出来的那个文件夹，里面有 start.html`);
    const present = byName(files, root);
    const expected = sums(await present.get(MANIFEST).text());
    const missing = [...expected.keys()].filter((name) => !present.has(name));
    const extra = [...present.keys()].filter((name) => name !== MANIFEST && !expected.has(name) && !SYSTEMS.test(name));
    const changed = [];
    let done = 0;
    for (const [name, sum] of expected) {
      if (present.has(name) && (await sumOf(present.get(name))) !== sum) changed.push(name);
      done += 1;
      if (done % 25 === 0) progress(done, expected.size);
    }
    return { count: expected.size, missing, changed, extra };
  }

  /* ---------- What is told ---------- */

  function make(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function list(title, names) {
    if (!names.length) return [];
    const listing = document.createElement("ul");
    names.slice(0, LISTED).forEach((name) => listing.append(make("li", name)));
    if (names.length > LISTED) listing.append(make("li", `……还有 ${names.length - LISTED} 个`));
    return [make("h2", `${title}（${names.length} 个）`), listing];
  }

  function tell(...content) {
    told.hidden = false;
    told.replaceChildren(...content);
  }

  function report({ count, missing, changed, extra }) {
    const faults = missing.length + changed.length;
    const garbled = missing.length === 1 && missing[0] === START && !changed.length;
    const verdict = faults ? `不对：${count} 个文件里，缺 ${missing.length} 个，变了 ${changed.length} 个。` : `${count} 个文件都在，都和原来一样。`;
    const advice = [];
    if (garbled) advice.push(make("p", `只是“${START}”的名字被解压程序写坏了，打开 start.html 也一样，别的都好。`));
    else if (faults) advice.push(make("p", "把压缩包重新拷一遍，重新解压，再核对一次。"));
    if (extra.length) advice.push(make("p", "多出来的文件不是这个离线包里的，不影响使用。"));
    tell(make("p", verdict), ...advice, ...list("缺少", missing), ...list("变了", changed), ...list("多出", extra));
  }

  picker.addEventListener("change", async () => {
    const files = [...picker.files];
    if (!files.length) return;
    tell(make("p", "正在核对……"));
    try {
      report(await check(files, (done, all) => tell(make("p", `正在核对，第 ${done} 个，共 ${all} 个……`))));
    } catch (error) {
      tell(make("p", error.message));
    }
  });
})();

/* Marks a question in the page: says of each chosen option why it is right or wrong, and which
   options are right. Without this script the answers stand folded under the question. */
(function () {
  "use strict";

  function chosen(form) {
    return [...form.querySelectorAll("input:checked")].map((input) => input.value);
  }

  function verdict(picked, right) {
    if (!picked.length) return "还没有选。先选一项，再看答案。";
    if (picked.join("") === right) return "答对了。";
    const names = [...right].join("、");
    const hits = picked.filter((letter) => right.includes(letter)).length;
    return `${hits ? "答对了一部分" : "没有答对"}。对的是${names}。`;
  }

  function mark(form, picked, right) {
    for (const option of form.querySelectorAll(".quiz-option")) {
      const letter = option.querySelector("input").value;
      option.classList.toggle("is-right", picked.length > 0 && right.includes(letter));
      option.classList.toggle("is-wrong", picked.includes(letter) && !right.includes(letter));
    }
  }

  /* The letters whose feedback is said: those chosen, and those that should have been. */
  function tell(form) {
    const right = form.dataset.right;
    const picked = chosen(form);
    const line = document.createElement("p");
    line.className = "quiz-verdict";
    line.textContent = verdict(picked, right);
    const list = document.createElement("ul");
    for (const item of form.querySelectorAll(".quiz-key li")) {
      const letter = item.dataset.letter;
      if (picked.length && (picked.includes(letter) || right.includes(letter))) {
        const copy = item.cloneNode(true);
        copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
        list.append(copy);
      }
    }
    form.querySelector(".quiz-said").replaceChildren(line, ...(list.children.length ? [list] : []));
    mark(form, picked, right);
  }

  function forget(form) {
    form.querySelector(".quiz-said").replaceChildren();
    mark(form, [], "");
  }

  for (const form of document.querySelectorAll("form.quiz")) {
    form.querySelector(".quiz-check").hidden = false;
    form.querySelector(".quiz-key").hidden = true;
    form.querySelector(".quiz-check").addEventListener("click", () => tell(form));
    form.addEventListener("change", () => forget(form));
    /* Enter in a question marks it; nothing is ever sent. */
    form.addEventListener("submit", (event) => { event.preventDefault(); tell(form); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); tell(form); }
    });
  }
})();

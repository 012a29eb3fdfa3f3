/* Shows a question only to those it is asked of, as they answer. Without this script all are shown with their
   condition in words, and what is not asked is left out when the answers are read. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-questions]");
  if (!form) return;
  const conditional = Array.from(form.querySelectorAll("[data-if]"));

  function chosen(name) {
    const above = document.getElementById(name);
    if (!above || above.hidden) return [];
    return new FormData(form).getAll(name);
  }

  function follow() {
    conditional.forEach((question) => {
      const keys = question.dataset.keys.split(" ");
      question.hidden = !chosen(question.dataset.if).some((key) => keys.includes(key));
    });
  }

  form.querySelectorAll("[data-condition]").forEach((words) => { words.hidden = true; });
  form.addEventListener("change", follow);
  follow();
})();

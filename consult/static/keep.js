/* Keeps what is typed in a form on this device until the server has taken it: form[data-keep] names the key.
   A form counts as taken when the next page says that something was done, or already holds what was typed. */
(function () {
  "use strict";
  const PREFIX = "consult.kept.";
  const SENDING = "consult.sending";
  const LASTS = 30 * 24 * 3600 * 1000;

  function storage(act) {
    try { return act(); } catch (refused) { return null; }
  }

  const sending = storage(() => sessionStorage.getItem(SENDING));
  storage(() => sessionStorage.removeItem(SENDING));
  if (sending && document.querySelector(".flash [data-kind=done]")) storage(() => localStorage.removeItem(sending));

  function fieldsOf(form) {
    return Array.from(form.elements).filter((each) => each.name && !["hidden", "file", "password", "submit", "button"].includes(each.type));
  }

  function isChoice(field) {
    return field.type === "radio" || field.type === "checkbox";
  }

  function valueOf(field, start) {
    if (isChoice(field)) return (start ? field.defaultChecked : field.checked) ? field.value : "";
    if (field.type !== "select-one") return start ? field.defaultValue : field.value;
    if (!start) return field.value;
    const chosen = Array.from(field.options).find((each) => each.defaultSelected) || field.options[0];
    return chosen ? chosen.value : "";
  }

  function all(form, start) {
    return fieldsOf(form).map((field) => [field.name, valueOf(field, start)]);
  }

  function same(some, others) {
    const plain = (pairs) => JSON.stringify(pairs.map(([name, value]) => [name, value.normalize("NFC").replace(/\s+/g, " ").trim()]));
    return plain(some) === plain(others);
  }

  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    const key = PREFIX + form.dataset.keep;
    const told = form.querySelector("[data-kept]");
    const status = told.querySelector("[role=status]");
    const forget = told.querySelector("[data-kept-forget]");
    const restore = told.querySelector("[data-kept-restore]");
    const base = all(form, true);
    let waiting = 0;

    function when(at) {
      return new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
    }

    function say(words, at) {
      const text = words.replace("{time}", when(at));
      told.hidden = false;
      if (status.textContent !== text) status.textContent = text;
    }

    function keep() {
      clearTimeout(waiting);
      waiting = 0;
      const typed = all(form, false);
      if (same(base, typed)) return storage(() => localStorage.removeItem(key));
      const at = Date.now();
      const isKept = storage(() => { localStorage.setItem(key, JSON.stringify({ at: at, base: base, typed: typed })); return true; });
      say(isKept ? told.dataset.keptText : told.dataset.refusedText, at);
    }

    function put(kept) {
      const left = kept.typed.slice();
      fieldsOf(form).forEach(function (field) {
        const place = left.findIndex(([name, value]) => name === field.name && (!isChoice(field) || value === field.value || value === ""));
        if (place < 0) return;
        const value = left.splice(place, 1)[0][1];
        if (isChoice(field)) field.checked = value === field.value;
        else field.value = value;
      });
      for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      restore.hidden = true;
      say(told.dataset.restoredText, kept.at);
    }

    if ("keepAnew" in form.dataset) {
      // The server gave back what it has not saved: that is what is kept from now on.
      const before = storage(() => JSON.parse(localStorage.getItem(key)));
      storage(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), base: before ? before.base : [], typed: base })));
    }
    const kept = "keepAnew" in form.dataset ? null : storage(() => JSON.parse(localStorage.getItem(key)));
    if (kept && (Date.now() - kept.at > LASTS || same(kept.typed, base))) storage(() => localStorage.removeItem(key));
    else if (kept && !document.getElementById("errors") && !form.querySelector("[data-error]")) {
      if (same(kept.base, base)) put(kept);
      else {
        say(told.dataset.changedText, kept.at);
        restore.hidden = false;
        restore.addEventListener("click", () => put(kept));
      }
    }

    form.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 400);
    });
    form.addEventListener("submit", function () {
      keep();
      storage(() => sessionStorage.setItem(SENDING, key));
    });
    forget.addEventListener("click", function () {
      clearTimeout(waiting);
      storage(() => localStorage.removeItem(key));
      form.reset();
      told.hidden = true;
    });
    window.addEventListener("beforeunload", () => { if (waiting) keep(); });
    document.addEventListener("visibilitychange", () => { if (waiting) keep(); });
  });
})();

/* Keeps what is typed on this device until the server has taken it. Without this script the form is as it was.
   The form says under which key and in which words; the page that shows a draft says which keys it has taken. */
(function () {
  "use strict";
  const PREFIX = "consult.draft.";
  const SENT = "consult.sent";
  const LASTS = 30 * 24 * 3600 * 1000;
  const TEXTS = ["claim", "body", "wording"];
  const CHOSEN = ["stance", "about", "publication", "language"];

  function load(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(PREFIX + key));
      if (kept && Date.now() - kept.at < LASTS) return kept;
      localStorage.removeItem(PREFIX + key);
    } catch (refused) { /* no storage here: nothing is kept */ }
    return null;
  }

  function remove(key) {
    try { localStorage.removeItem(PREFIX + key); } catch (refused) { /* nothing was kept */ }
  }

  function sent(key) {
    try {
      if (key) return sessionStorage.setItem(SENT, key);
      const last = sessionStorage.getItem(SENT);
      sessionStorage.removeItem(SENT);
      return last;
    } catch (refused) { return null; }
  }

  const taken = document.querySelector("[data-taken]");
  if (taken) {
    const last = sent();
    taken.dataset.taken.split(" ").concat(last || []).filter(Boolean).forEach(remove);
    return;
  }

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const words = form.dataset;
  const key = words.draft;
  const section = document.querySelector("[data-draft-section]");
  const status = section.querySelector("[data-draft-status]");
  const notice = form.querySelector("[data-draft-restored]");
  const claim = form.elements.namedItem("claim");
  let waiting = 0;
  let isKept = true;
  let isSending = false;
  sent();

  function texts(what) {
    return TEXTS.map((name) => form.elements.namedItem(name)[what]);
  }

  function same(some, others) {
    return Boolean(some) && some.every((text, place) => text === others[place]);
  }

  const stored = load(key);
  const isRefused = Boolean(document.getElementById("errors"));
  const base = isRefused && stored ? stored.base : texts("defaultValue");

  function chosen() {
    const found = {};
    CHOSEN.forEach((name) => { found[name] = new FormData(form).getAll(name); });
    return found;
  }

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function when(at) {
    const then = new Date(at);
    const isToday = then.toDateString() === new Date().toDateString();
    return then.toLocaleString(document.documentElement.lang, isToday
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  }

  function keep() {
    clearTimeout(waiting);
    waiting = 0;
    const typed = texts("value");
    if (same(base, typed)) {
      isKept = true;
      return;
    }
    const at = Date.now();
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify({ at: at, base: base, texts: typed, chosen: chosen() }));
      isKept = true;
      say(status, words.kept.replace("{time}", when(at)));
    } catch (refused) {
      isKept = false;
      say(status, words.refused);
    }
    section.querySelector("button").hidden = !isKept;
  }

  function restore() {
    TEXTS.forEach((name, place) => { form.elements.namedItem(name).value = stored.texts[place]; });
    form.querySelectorAll("details").forEach((each) => { if (stored.texts[2]) each.open = true; });
    Array.from(form.elements).filter((each) => CHOSEN.includes(each.name)).forEach((each) => {
      const values = stored.chosen[each.name] || [];
      if (each.type === "radio" || each.type === "checkbox") each.checked = values.includes(each.value);
      else if (values.length) each.value = values[0];
    });
    notice.hidden = false;
    say(status, words.kept.replace("{time}", when(stored.at)));
    section.querySelector("button").hidden = false;
    requestAnimationFrame(() => say(notice.querySelector("p"), words.restored.replace("{time}", when(stored.at))));
  }

  const counter = document.createElement("p");
  counter.className = "length";
  counter.id = "claim-length";
  claim.after(counter);
  claim.setAttribute("aria-describedby", ((claim.getAttribute("aria-describedby") || "") + " claim-length").trim());

  function measure() {
    const length = Array.from(claim.value.trim().normalize("NFC")).length;
    counter.textContent = words.length.replace("{length}", length).replace("{limit}", words.limit);
    counter.toggleAttribute("data-over", length > Number(words.limit));
  }

  form.addEventListener("input", function () {
    measure();
    isKept = false;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 500);
  });
  form.addEventListener("submit", function () {
    keep();
    isSending = true;
    sent(key);
  });
  document.addEventListener("visibilitychange", () => { if (waiting) keep(); });
  window.addEventListener("pageshow", () => { isSending = false; });
  window.addEventListener("beforeunload", function (leaving) {
    if (waiting) keep();
    if (!isKept && !isSending) leaving.preventDefault();
  });
  document.querySelectorAll("[data-draft-delete]").forEach((button) => button.addEventListener("click", function () {
    clearTimeout(waiting);
    waiting = 0;
    isKept = true;
    remove(key);
    form.reset();
    TEXTS.forEach((name, place) => { form.elements.namedItem(name).value = base[place]; });
    measure();
    notice.hidden = true;
    section.querySelector("button").hidden = true;
    say(status, words.deleted);
    claim.focus();
  }));

  section.hidden = false;
  section.querySelector("button").hidden = true;
  say(status, words.empty);
  if (stored && !isRefused && same(stored.base, texts("defaultValue"))) restore();
  else if (stored && isRefused) keep();
  measure();
})();

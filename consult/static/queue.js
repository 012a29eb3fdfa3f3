/* The queue by keyboard, and covering words by selecting them. Without this script everything is done by links and
   forms. Offsets are code points of the text as it is stored. */
(function () {
  "use strict";
  const room = document.querySelector("[data-queue]");
  if (!room) return;
  const form = room.querySelector("form.decide");
  const keyList = room.querySelector("[data-key-list]");
  if (matchMedia("(any-pointer: fine)").matches) {
    room.querySelectorAll("[data-keys], .decide kbd").forEach((each) => { each.hidden = false; });
  }
  room.querySelector("[data-all-keys]").addEventListener("click", () => keyList.showModal());

  function go(step) {
    const links = Array.from(room.querySelectorAll(".queue a"));
    const place = links.findIndex((link) => link.hasAttribute("aria-current"));
    const target = links[place + step] || (step > 0 && room.querySelector(".pager a[rel=next]"));
    if (target) target.click();
  }

  /* Decisions and reasons */
  function radio(name, value) {
    return form && Array.from(form.elements).find((each) => each.name === name && value(each));
  }

  function choose(...acts) {
    const wanted = acts.map((act) => radio("act", (each) => each.value === act)).find(Boolean);
    if (!wanted) return;
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
    const asked = ["withhold", "redact"].includes(wanted.value);
    const reason = radio("reason", (each) => each.checked) || radio("reason", () => true);
    (asked && !reason.checked ? reason : carryOut).focus();
  }

  function giveReason(place) {
    const reasons = form ? Array.from(form.querySelectorAll("[name=reason]")) : [];
    const wanted = reasons[place - 1];
    if (!wanted || !wanted.offsetParent) return;
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
    carryOut.focus();
  }

  /* The words to the author: those of the reason, until somebody writes their own. */
  let offered = "";

  function offerWords() {
    const field = form.elements.namedItem("words");
    const act = radio("act", (each) => each.checked);
    const reason = act && ["withhold", "redact"].includes(act.value) && radio("reason", (each) => each.checked);
    if (field.value !== offered) return;
    offered = reason ? reason.dataset.words : "";
    field.value = offered;
  }

  /* Words to cover */
  const carryOut = form && form.querySelector("[data-carry-out]");
  const coverButton = form && form.querySelector("[data-cover]");
  const list = form && form.querySelector("[data-covered]");
  const selection = form && form.elements.namedItem("selection");
  let spans = [];
  let held = null;

  function lengthOf(text) {
    return Array.from(text).length;
  }

  function selected() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const start = range.startContainer;
    const block = (start.nodeType === Node.ELEMENT_NODE ? start : start.parentElement).closest("[data-field]");
    if (!block) return null;
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(start, range.startOffset);
    const inside = document.createRange();
    inside.selectNodeContents(block);
    inside.setStart(start, range.startOffset);
    if (block.contains(range.endContainer)) inside.setEnd(range.endContainer, range.endOffset);
    const raw = inside.toString();
    const text = raw.trim();
    if (!text) return null;
    const place = lengthOf(before.toString()) + lengthOf(raw.slice(0, raw.indexOf(text)));
    return { field: block.dataset.field, start: place, end: place + lengthOf(text), text: text, range: inside };
  }

  function show() {
    if (window.Highlight) CSS.highlights.set("covered", new Highlight(...spans.map((each) => each.range).filter(Boolean)));
    selection.value = spans.map((span) => [span.field, span.start, span.end].join(":")).join(" ");
    list.hidden = !spans.length;
    list.replaceChildren(...spans.map((span) => {
      const line = document.createElement("li");
      const words = document.createElement("mark");
      words.className = "now";
      words.textContent = span.text;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "quiet small-button";
      remove.textContent = "×";
      remove.setAttribute("aria-label", list.dataset.remove + ": " + span.text);
      remove.addEventListener("click", () => { spans = spans.filter((each) => each !== span); show(); });
      line.append(words, " ", remove);
      return line;
    }));
  }

  function cover() {
    const span = selected() || held;
    if (span && !spans.some((each) => each.field === span.field && each.start === span.start && each.end === span.end)) {
      spans.push(span);
      document.getSelection().removeAllRanges();
      held = null;
      show();
    }
    choose("redact");
  }

  if (form) {
    coverButton.hidden = false;
    coverButton.addEventListener("click", cover);
    document.addEventListener("selectionchange", () => { held = selected() || held; });
    form.addEventListener("change", (event) => {
      if (event.target.name === "act") carryOut.textContent = event.target.closest("label").textContent.trim();
      if (["act", "reason"].includes(event.target.name)) offerWords();
    });
    const reason = radio("reason", (each) => each.checked);
    if (reason && form.elements.namedItem("words").value === reason.dataset.words) offered = reason.dataset.words;
    const checked = radio("act", (each) => each.checked);
    if (checked) carryOut.textContent = checked.closest("label").textContent.trim();
    const given = selection.value.split(" ").filter(Boolean).map((part) => part.split(":"));
    spans = given.map(([field, start, end]) => {
      const block = room.querySelector('[data-field="' + field + '"]');
      const text = block ? Array.from(block.textContent).slice(Number(start), Number(end)).join("") : "";
      return { field: field, start: Number(start), end: Number(end), text: text };
    });
    show();
  }

  /* Single letters may get in the way of speech input, so they can be switched off (WCAG 2.1.4). */
  const switchedOn = room.querySelector("[data-use-keys]");
  switchedOn.checked = localStorage.getItem("queue-keys") !== "off";
  switchedOn.addEventListener("change", () => {
    localStorage.setItem("queue-keys", switchedOn.checked ? "on" : "off");
  });

  const keys = {
    j: () => go(1), k: () => go(-1), p: () => choose("publish", "restore"), w: () => choose("withhold"), r: cover,
    a: () => { choose("ask"); if (form) form.elements.namedItem("words").focus(); },
    s: () => { const spam = form && form.querySelector("[data-spam]"); if (spam) spam.click(); },
    "?": () => keyList.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keyList.open || !switchedOn.checked) return;
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const act = /^[1-9]$/.test(event.key) ? () => giveReason(Number(event.key)) : keys[event.key.toLowerCase()];
    if (!act || (!form && act === keys.r)) return;
    event.preventDefault();
    act();
  });
})();

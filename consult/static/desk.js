/* Selecting words in a contribution fills the form that cites them. Without this script one pastes them.
   Offsets are code points of the text as it is stored; chips between the words are not part of it. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-cite]");
  if (!form) return;
  const words = form.elements.namedItem("words");
  const count = form.querySelector("[data-count]");
  const unselected = count.textContent;

  function textOf(range) {
    const part = range.cloneContents();
    part.querySelectorAll(".cite").forEach((chip) => chip.remove());
    return part.textContent;
  }

  function lengthOf(text) {
    return Array.from(text).length;
  }

  function blockOf(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element && element.closest("[data-field]");
  }

  function selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const block = blockOf(range.startContainer);
    if (!block) return null;
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const inside = document.createRange();
    inside.selectNodeContents(block);
    inside.setStart(range.startContainer, range.startOffset);
    if (block.contains(range.endContainer)) inside.setEnd(range.endContainer, range.endOffset);
    const raw = textOf(inside);
    const text = raw.trim();
    if (!text) return null;
    const start = lengthOf(textOf(before)) + lengthOf(raw.slice(0, raw.indexOf(text)));
    return { field: block.dataset.field, start: start, end: start + lengthOf(text), text: text };
  }

  // A theme given while words are selected is given to these words.
  const theme = document.querySelector("form[data-code]");

  function fillTheme(span) {
    if (!theme) return;
    for (const name of ["field", "start", "end", "text"]) theme.elements.namedItem(name).value = span ? span[name] : "";
    theme.querySelector("[data-code-count]").textContent = span ? theme.dataset.selected : "";
  }

  function fill(span) {
    fillTheme(span);
    for (const name of ["field", "start", "end", "text"]) form.elements.namedItem(name).value = span ? span[name] : "";
    const size = span ? span.end - span.start : 0;
    count.textContent = !span ? unselected : form.dataset.selected.replace("{n}", size);
  }

  document.addEventListener("selectionchange", function () {
    const span = selected();
    if (!span) return;
    fill(span);
    words.value = span.text;
    form.querySelector('[name="becomes"][value="cited"]').checked = true;
  });
  words.addEventListener("input", function () {
    fill(null);
  });
})();

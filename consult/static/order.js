/* Findings put in order by dragging their handle; the buttons beside them do the same without this script. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-order]");
  const list = document.querySelector("ol[data-ordered]");
  if (!form || !list || list.children.length < 2) return;
  let held = null;

  function mark(item, end) {
    list.querySelectorAll("[data-drop]").forEach((each) => each.removeAttribute("data-drop"));
    if (item) item.setAttribute("data-drop", end ? "after" : "before");
  }

  function isLowerHalf(item, event) {
    const box = item.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  }

  Array.from(list.children).forEach(function (item) {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.draggable = true;
    handle.title = form.dataset.order;
    handle.setAttribute("aria-hidden", "true");
    item.querySelector(".num").after(handle);
    handle.addEventListener("dragstart", function (event) {
      held = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.id);
      event.dataTransfer.setDragImage(item, 0, 0);
    });
    handle.addEventListener("dragend", function () {
      held = null;
      mark(null);
    });
    item.addEventListener("dragover", function (event) {
      if (!held || held === item) return;
      event.preventDefault();
      mark(item, isLowerHalf(item, event));
    });
    item.addEventListener("drop", function (event) {
      if (!held || held === item) return;
      event.preventDefault();
      const before = isLowerHalf(item, event) ? item.nextElementSibling : item;
      if (before === held) return mark(null);
      form.action = held.dataset.place;
      form.elements.namedItem("before").value = before ? before.dataset.name : "";
      form.submit();
    });
  });
})();

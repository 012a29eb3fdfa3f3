/* What htmx asks for may fail: signed out, too often, no line. Then the plain link or form does the same thing, and
   the page it leads to says what is wrong. */
(function () {
  "use strict";
  function plainly(event) {
    const element = event.detail.elt;
    if (element.matches("form")) {
      HTMLFormElement.prototype.submit.call(element);
    } else if (element.matches("a[href]")) {
      location.assign(element.href);
    }
  }
  document.addEventListener("htmx:responseError", plainly);
  document.addEventListener("htmx:sendError", plainly);
  document.addEventListener("htmx:afterSettle", function (event) {
    const next = event.detail.elt.querySelector("[data-focus]");
    if (next) next.focus();
  });
})();

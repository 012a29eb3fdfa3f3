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
  /* Reading keeps nothing on the device, not even the address that htmx notes for itself. */
  function forget() {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch (_refused) { /* A device that keeps nothing has nothing to forget. */ }
  }
  forget();
  document.addEventListener("htmx:pushedIntoHistory", forget);
  document.addEventListener("htmx:afterSettle", function (event) {
    const next = event.detail.elt.querySelector("[data-focus]");
    if (next) next.focus();
  });
})();

// Comfort only: pages are complete without this file.
// Paper shows everything: closed sections open before printing and close again after it.
(function () {
  "use strict";
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (section) { section.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (section) { section.open = false; });
    opened = [];
  });
  // Where a query is typed, Ctrl and Enter (or Command and Enter) press its button.
  document.addEventListener("keydown", function (event) {
    var runs = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.getAttribute("data-runs");
    var button = runs && document.getElementById(runs);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
})();

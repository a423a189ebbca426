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
})();

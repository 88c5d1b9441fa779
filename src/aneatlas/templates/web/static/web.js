// The list of mistakes is what the reader hears first; one press sends a form once.
"use strict";
(() => {
  const faults = document.querySelector(".wrong-all");
  if (faults) faults.focus();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    else if (form.method === "post" && !event.defaultPrevented) form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();

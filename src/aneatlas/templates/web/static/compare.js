// A click on a quote lights its words; a typed reason chooses nothing by itself.
"use strict";
document.getElementById("compare").addEventListener("click", (event) => {
  const quote = event.target.closest(".quote");
  if (quote) window.atlasText.light(JSON.parse(quote.dataset.anchor));
});

// A click on a quote lights its words; marked words become the words behind a decision of one's own.
"use strict";
(() => {
  const form = document.getElementById("compare");
  const text = window.atlasText;
  const kept = (own) => JSON.parse(own.querySelector("input").value || "[]");

  function button(kind, words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = words;
    return made;
  }

  function keep(own, quotes) {
    own.querySelector("input").value = JSON.stringify(quotes);
    own.querySelector(".evidence").replaceChildren(...quotes.map((quote, at) => {
      const line = document.createElement("li");
      const shown = button("quote", quote.text);
      shown.dataset.anchor = JSON.stringify(quote.anchor);
      const remove = button("quiet-button remove-words", form.dataset.remove);
      remove.dataset.at = at;
      line.append(shown, remove);
      return line;
    }));
  }

  function take(own) {
    const quote = text.marked();
    own.querySelector("[role=status]").textContent = quote ? "" : form.dataset.select;
    if (!quote) return;
    const others = kept(own).filter((e) => JSON.stringify(e.anchor) !== JSON.stringify(quote.anchor));
    keep(own, [...others, quote]);
    own.closest("fieldset").querySelector('input[value="other"]').checked = true;
  }

  form.addEventListener("click", (event) => {
    const quote = event.target.closest(".quote");
    const own = event.target.closest(".own-words");
    if (quote) text.light(JSON.parse(quote.dataset.anchor));
    else if (own && event.target.matches(".take-words")) take(own);
    else if (own && event.target.matches(".remove-words")) {
      keep(own, kept(own).filter((_, at) => at !== Number(event.target.dataset.at)));
      own.querySelector(".take-words").focus();
    }
  });
  for (const own of form.querySelectorAll(".own-words")) keep(own, kept(own));
})();

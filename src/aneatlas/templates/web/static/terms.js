// Terms looked up by name: a text field with a list below it (the ARIA pattern 'combobox with a list box'). Only this
// server is asked. Without scripts the field takes a name or an id as it is typed.
"use strict";
window.atlasTerms = (() => {
  const PAUSE = 150; // milliseconds without a key before the server is asked
  let number = 0;

  // input: the text field, with the address of the search and its words as data; it stands before an empty list box
  // and a line for what is said. group: gives the group of the form, '' for none. chosen: called with {id, name}.
  function attach(input, group, chosen) {
    const [list, line] = ["[role=listbox]", "[role=status]"].map((what) => input.closest(".terms").querySelector(what));
    const words = input.dataset;
    const id = `terms-${(number += 1)}`;
    let shown = [];
    let named = "";
    let asked = null; // what the list answers
    let at = -1;
    let timer = 0;
    let waiting = null;
    list.id = id;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) input.setAttribute(name, value);

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      move(-1);
    }

    function move(to) {
      at = to;
      [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    }

    function draw() {
      list.replaceChildren(...shown.map((term, n) => {
        const option = document.createElement("li");
        option.id = `${id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const [name, code, about] = ["strong", "code", "span"].map((tag) => document.createElement(tag));
        name.textContent = term.name;
        name.lang = "en";
        code.textContent = term.id;
        about.textContent = term.about;
        option.append(name, " ", code, ...(term.about ? [" ", about] : []));
        return option;
      }));
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", String(shown.length > 0));
      list.scrollIntoView({ block: "nearest" });
      line.textContent = shown.length ? words.found.replace("#", shown.length) : words.none;
    }

    // Ask the server; true where it answered what is typed now.
    async function ask() {
      clearTimeout(timer);
      const text = input.value.trim();
      waiting?.abort();
      if (!text || !group()) { shown = []; named = ""; asked = text; close(); line.textContent = ""; return true; }
      const mine = (waiting = new AbortController());
      try {
        const answer = await fetch(`${words.terms}?${new URLSearchParams({ group: group(), q: text })}`, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: mine.signal });
        if (!answer.ok) throw new Error(answer.status);
        const found = await answer.json();
        [shown, named, asked] = [found.terms, found.named, text];
      } catch {
        if (mine.signal.aborted) return false;
        [shown, named, asked] = [[], "", null];
        close();
        line.textContent = words.unreachable;
        return false;
      }
      draw();
      return true;
    }

    function take(term) {
      clearTimeout(timer);
      waiting?.abort();
      close();
      line.textContent = "";
      chosen(term);
    }

    // What is typed, taken as it is: an id, a name, or one of its synonyms; else the list is shown to choose from.
    async function taken() {
      const text = input.value.trim();
      if (!text) { input.focus(); return; }
      if (asked !== text) await ask();
      const term = shown.find((one) => one.id === named) || (named ? { id: named, name: "" } : null);
      if (term) take(term);
      else if (asked !== text && /^HP:\d{7}$/i.test(text)) take({ id: text.toUpperCase(), name: "" });
      else {
        input.focus();
        if (asked === text) draw();
      }
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
    input.addEventListener("keydown", async (event) => {
      const down = event.key === "ArrowDown";
      if (down || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { if (asked === input.value.trim() && shown.length) draw(); else await ask(); }
        if (list.hidden || event.altKey) return;
        move(at < 0 ? (down ? 0 : shown.length - 1) : (at + (down ? 1 : -1) + shown.length) % shown.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (at >= 0) take(shown[at]); else await taken();
      } else if (event.key === "Escape") {
        if (!list.hidden) close(); else { input.value = ""; line.textContent = ""; }
        event.preventDefault();
      }
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(shown[[...list.children].indexOf(option)]);
    });
    input.addEventListener("blur", close);
    return { taken };
  }

  return { attach };
})();

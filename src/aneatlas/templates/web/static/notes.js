// Notes beside the work: written and settled without leaving the page, so that the place in the form is kept.
// Without scripts the same forms lead to the page of the notes.
"use strict";
(() => {
  const part = (page) => page.getElementById("discuss");

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const here = form.closest("#discuss");
    if (!here) return;
    event.preventDefault();
    const say = (words, kind) => {
      here.querySelector(".said")?.remove();
      const line = document.createElement("p");
      line.className = `said ${kind}`;
      line.setAttribute("role", kind === "warning" ? "alert" : "status");
      line.textContent = words;
      here.querySelector("h2").after(line);
    };
    try {
      const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", body: new FormData(form, event.submitter) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.querySelector(".said, .wrong-all, main p")?.textContent.trim() || "";
      if (!answer.ok || !part(page)) { say(told, "warning"); return; }
      const field = document.getElementById("note-field")?.value;
      here.querySelector("ul.notes, p.quiet").replaceWith(part(page).querySelector("ul.notes, p.quiet"));
      const words = document.getElementById("note-words");
      if (words && form.contains(words)) words.value = "";
      if (field !== undefined) document.getElementById("note-field").value = field;
      say(told, "success");
      here.querySelector("h2").focus();
    } catch {
      say(here.dataset.unreachable, "warning");
    }
  });

  document.addEventListener("click", (event) => {
    const about = event.target.closest(".note-field");
    if (!about) return;
    const field = about.dataset.field || about.closest("[data-field]").dataset.field;
    document.getElementById("note-field").value = field;
    const words = document.getElementById("note-words");
    words.scrollIntoView({ block: "center" });
    words.focus();
  });
})();

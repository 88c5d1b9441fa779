// One key decides; the next record comes in the same answer and takes the place of the last one.
"use strict";
(() => {
  const place = document.getElementById("candidate");
  const said = document.getElementById("said");
  let busy = false;

  const keysOn = () => localStorage.getItem("keys") !== "off";
  const show = () => {
    const box = document.getElementById("keys");
    if (box) box.checked = keysOn();
  };
  const put = (answer, push) => {
    place.innerHTML = answer.html;
    said.textContent = answer.said;
    document.title = document.title.replace(/^.*? · /, `${answer.title} · `);
    if (push) history.pushState(null, "", answer.address);
    show();
    scrollTo(0, 0);
    (place.querySelector(".wrong-all") || document.getElementById("record-title")).focus({ preventScroll: true });
  };
  const fail = (words) => {
    let box = place.querySelector(".unreached");
    if (!box) {
      box = document.createElement("div");
      box.className = "wrong-all unreached";
      box.setAttribute("role", "alert");
      place.querySelector(".decide").prepend(box);
    }
    box.textContent = words;
  };
  const send = async (form, button) => {
    if (busy) return;
    busy = true;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form, button),
        headers: { Accept: "application/json" },
      });
      const told = await answer.json();
      if (told.leave) location.assign(told.leave);
      else if (told.html) put(told, answer.ok);
      else fail(told.error);
    } catch {
      fail(place.dataset.unreachable);
    } finally {
      busy = false;
      place.removeAttribute("aria-busy");
    }
  };

  place.addEventListener("submit", (event) => {
    if (!event.target.matches("#decision, .undo")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  place.addEventListener("change", (event) => {
    if (event.target.id === "keys") localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });
  addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "n") {
      document.getElementById("note")?.focus();
      event.preventDefault();
      return;
    }
    const button = place.querySelector(`button[data-key="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      button.form.requestSubmit(button);
    }
  });
  addEventListener("popstate", () => location.reload());
  show();
})();

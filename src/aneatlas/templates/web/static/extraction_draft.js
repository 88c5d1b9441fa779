// The draft: kept in this browser at every change, sent to the server, sent again until it arrives. Two windows of one
// reader are merged entry by entry; where both changed the same entry, this window's stays and the other's is shown.
"use strict";
window.atlasDraft = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const place = `atlas-draft:${data.person}:${data.report}`;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const draft = { body: copy(data.body), version: data.version, checked: { issues: data.issues, general: data.general, means: data.means } };
  let base = copy(data.body);
  const past = []; // drafts as they were before each step, newest last; of this window only
  let before = JSON.stringify(data.body);
  let recent = "";
  const MOST_STEPS = 100;
  let changes = 0;
  let sent = 0;
  let timer = 0;
  let running = null;
  const hear = { state: () => {}, checked: () => {}, merged: () => {} };

  function merge(old, mine, theirs) {
    const clashes = [];
    const merged = copy(mine);
    for (const key of new Set([...Object.keys(mine.answers), ...Object.keys(theirs.answers), ...Object.keys(old.answers)])) {
      const [was, here, there] = [old.answers[key], mine.answers[key], theirs.answers[key]];
      if (same(here, was)) {
        if (there === undefined) delete merged.answers[key];
        else merged.answers[key] = there;
      } else if (!same(there, was) && !same(there, here)) clashes.push([key, there]);
    }
    for (const name of ["patients", "read"]) if (same(mine[name], old[name])) merged[name] = theirs[name];
    for (const patient of theirs.patients) if (!merged.patients.some((p) => p.id === patient.id) && !old.patients.some((p) => p.id === patient.id)) merged.patients.push(patient);
    merged.refused = [...new Set([...mine.refused, ...theirs.refused])];
    merged.minutes = Math.max(mine.minutes, theirs.minutes);
    return [merged, clashes];
  }

  function keep() {
    try { localStorage.setItem(place, JSON.stringify({ base, version: draft.version, body: draft.body })); } catch { /* full or forbidden: the server has it in a moment */ }
  }

  function forget() {
    try { localStorage.removeItem(place); } catch { /* nothing was kept */ }
  }

  function join(theirs, version) {
    const [merged, clashes] = merge(base, draft.body, theirs);
    draft.body = merged;
    draft.version = version;
    base = copy(theirs);
    past.length = 0; // a step back must not take the other window's entries with it
    before = JSON.stringify(draft.body);
    hear.merged(clashes);
  }

  // what: names a step of which this is a further part ('' for a step of its own).
  function changed(what = "") {
    if (!what || what !== recent) {
      past.push(before);
      if (past.length > MOST_STEPS) past.shift();
    }
    recent = what;
    before = JSON.stringify(draft.body);
    changes += 1;
    keep();
    hear.state("saving");
    clearTimeout(timer);
    timer = setTimeout(send, 400);
  }

  // Take the last step of this window back; false where there is none.
  function undo() {
    if (!past.length) return false;
    const minutes = draft.body.minutes;
    draft.body = { ...JSON.parse(past.pop()), minutes };
    recent = "undo";
    changed("undo");
    recent = "";
    return true;
  }

  async function send() {
    if (running) return running;
    running = attempt().finally(() => { running = null; });
    return running;
  }

  async function attempt() {
    clearTimeout(timer);
    while (sent < changes) {
      const now = changes;
      const body = copy(draft.body);
      let answer;
      try {
        answer = await fetch(`${location.pathname}/draft`, {
          method: "POST", credentials: "same-origin",
          headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
          body: JSON.stringify({ version: draft.version, body }),
        });
      } catch {
        hear.state("unsaved");
        timer = setTimeout(send, 3000);
        return false;
      }
      if (answer.status === 409) {
        const newer = await answer.json();
        join(newer.body, newer.version);
        changes += 1;
        continue;
      }
      if (!answer.ok) {
        const said = await answer.json().catch(() => ({}));
        hear.state(answer.status >= 500 ? "unsaved" : "refused", said.error);
        if (answer.status >= 500 || answer.status === 429) timer = setTimeout(send, 5000);
        return false;
      }
      const done = await answer.json();
      draft.version = done.version;
      base = body;
      sent = now;
      draft.checked = done;
      if (sent === changes) { forget(); hear.state("saved", done.at); }
      hear.checked();
    }
    return true;
  }

  function start() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(place)); } catch { /* what cannot be read is no draft */ }
    if (data.locked) { forget(); return; }
    if (kept && kept.body && !same(kept.body, data.body)) {
      if (kept.version === data.version) { draft.body = kept.body; }
      else { base = kept.base; draft.body = kept.body; join(data.body, data.version); }
      changed();
      past.length = 0; // what this browser had kept is where one begins
    } else forget();
  }

  addEventListener("online", () => { if (sent < changes) send(); });
  addEventListener("beforeunload", () => { if (sent < changes) keep(); });
  return { data, draft, hear, changed, undo, undoable: () => past.length > 0, send, start, open: () => sent < changes };
})();

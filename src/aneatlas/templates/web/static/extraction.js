// The form beside the article: every field of the dictionary, for one patient at a time.
"use strict";
(() => {
  const { data, draft, hear, changed, undo, undoable, send, start, open } = window.atlasDraft;
  const text = window.atlasText;
  const counts = window.atlasCounts;
  const words = data.words;
  const form = document.getElementById("form");
  const state = document.getElementById("save-state");
  const notice = document.getElementById("notice");
  const COHORT = "cohort";
  const cases = [...new Set(data.proposals.map((p) => p.case))].filter((name) => name !== COHORT);
  let patient = draft.body.patients[0]?.id || "1";
  let minute = Date.now();

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const say = (message) => { notice.textContent = message; notice.hidden = !message; };
  const subject = (entry) => (entry.closest(".group").dataset.subject === "report" ? "" : patient);
  const itemOf = (entry) => entry.closest(".item")?.dataset.item || "";
  const isGroup = (id) => /^[A-Z]$/.test(id);
  // Which parts of the form belong to whom is chosen above it: a patient's, or a group's.
  const belongs = (part) => part.dataset.subject === "report" || (part.dataset.subject === "cohort") === isGroup(patient);
  const keyOf = (entry) => `${subject(entry)}/${entry.dataset.field}/${itemOf(entry)}`;
  const answers = () => draft.body.answers;
  const entries = () => [...form.querySelectorAll(".entry")];

  // Which patient of the draft a proposal is about: the one of the same name, else the one at the same place.
  function owner(proposal) {
    if (proposal.case === COHORT) return draft.body.patients.find((p) => isGroup(p.id))?.id;
    const people = draft.body.patients.filter((p) => !isGroup(p.id));
    const named = people.find((p) => p.label === proposal.case);
    return (named || people[cases.indexOf(proposal.case)] || people[0])?.id;
  }
  const waits = (p) => Boolean(owner(p)) && !draft.body.refused.includes(p.id) && !(`${owner(p)}/${p.key}` in answers());
  const offersAt = (key) => data.proposals.filter((p) => `${owner(p)}/${p.key}` === key && waits(p));

  // typed: where the change is one more letter of the same answer, so that undo takes the answer back, not the letter.
  function put(key, changes, typed = "") {
    const before = answers()[key] || { status: "", raw: "", evidence: [], source: "entered" };
    const next = { ...before, ...changes };
    if (before.source === "accepted" && (next.raw !== before.raw || next.status !== before.status)) next.source = "corrected";
    if (!next.status && !next.raw.trim() && !next.evidence.length) delete answers()[key];
    else answers()[key] = next;
    changed(typed);
  }

  // step: what several changes have in common that are taken back together.
  const step = () => `step ${(steps += 1)}`;
  let steps = 0;

  function accept(proposal, together = "") {
    answers()[`${owner(proposal)}/${proposal.key}`] = { status: proposal.status, raw: proposal.raw, evidence: [proposal.quote], source: "accepted" };
    changed(together);
  }

  // --- one field -------------------------------------------------------------------------------------------

  function fill(entry) {
    const key = keyOf(entry);
    const answer = answers()[key];
    const control = entry.querySelector("select, .entry-body input");
    if (control && document.activeElement !== control) {
      const raw = answer?.raw || "";
      if (control.tagName === "SELECT" && raw && ![...control.options].some((o) => o.value === raw)) control.append(make("option", { value: raw }, raw));
      control.value = raw;
    }
    for (const button of entry.querySelectorAll("[data-status]")) button.setAttribute("aria-pressed", String(button.dataset.status === answer?.status));
    const means = draft.checked.means[key];
    const line = entry.querySelector(".means");
    line.hidden = !means || means.words === answer?.raw;
    line.textContent = means ? `= ${means.words}` : "";
    entry.querySelector(".evidence").replaceChildren(...(answer?.evidence || []).filter((e) => e.kind === "quote").map((e, n) => quoteLine(e, n)));
    const issues = answer ? draft.checked.issues[key] || [] : [];
    showIssues(entry.querySelector(".issues"), issues);
    control?.toggleAttribute("aria-invalid", false);
    if (control && issues.some((i) => i.level === "error")) control.setAttribute("aria-invalid", "true");
    const offers = offersAt(key);
    entry.querySelector(".offers").replaceChildren(...offers.map(offerLine));
    const noted = data.noted[entry.dataset.field];
    entry.querySelector(".note-field").textContent = noted ? `${words.note} (${noted})` : words.note;
    entry.classList.toggle("filled", Boolean(answer));
    entry.classList.toggle("offered", offers.length > 0);
  }

  function quoteLine(evidence, n) {
    const quote = make("button", { type: "button", class: "quote", dir: "auto", "data-n": n }, evidence.text);
    return make("li", {}, quote, make("button", { type: "button", class: "quiet-button drop", "data-n": n, "aria-label": `${words.remove}: ${evidence.text}` }, "×"));
  }

  function offerLine(p) {
    const value = p.raw || words[p.status];
    return make("div", { class: "offer", "data-id": p.id },
      make("span", {}, make("span", { class: "quiet" }, `${words.proposed}: `), make("strong", {}, value), " "),
      make("button", { type: "button", class: "quote", dir: "auto", title: p.rule }, p.quote.text),
      make("button", { type: "button", class: "quiet-button yes", "aria-label": `${words.accept}: ${value}` }, words.accept),
      make("button", { type: "button", class: "quiet-button no", "aria-label": `${words.refuse}: ${value}` }, words.refuse));
  }

  function showIssues(list, issues) {
    const next = issues.map((i) => i.level + i.message).join("|");
    if (list.dataset.shown === next) return;
    list.dataset.shown = next;
    list.replaceChildren(...issues.map((i) => make("li", { class: i.level, ...(i.lang ? { lang: i.lang } : {}) }, i.message)));
  }

  // --- groups and patients -----------------------------------------------------------------------------------

  function itemsOf(group) {
    const who = group.dataset.subject === "report" ? "" : patient;
    const fields = new Set([...group.querySelector("template").content.querySelectorAll(".entry")].map((e) => e.dataset.field));
    const found = new Set();
    for (const key of Object.keys(answers())) { const [p, f, item] = key.split("/"); if (p === who && fields.has(f)) found.add(item); }
    for (const p of data.proposals) { const [f, item] = p.key.split("/"); if (fields.has(f) && owner(p) === who && waits(p)) found.add(item); }
    for (const item of group.extra?.[who] || []) found.add(item);
    return [...found].filter(Boolean).sort((a, b) => a - b || (a < b ? -1 : 1));
  }

  // The counts of the chosen group, each [field, item]: answered, proposed, or just added.
  function countsOf(group) {
    const keys = [...Object.keys(answers()), ...data.proposals.filter(waits).map((p) => `${owner(p)}/${p.key}`), ...(group.extra?.[patient] || []).map((key) => `${patient}/${key}`)];
    const mine = keys.filter((key) => key.split("/")[0] === patient && counts.has(key.split("/")[1])).map((key) => key.slice(key.indexOf("/") + 1));
    return [...new Set(mine)].sort();
  }

  function drawCounts(group) {
    const box = group.querySelector(".items");
    const wanted = isGroup(patient) ? countsOf(group) : [];
    const there = new Map([...box.children].map((e) => [e.dataset.count, e]));
    for (const [key, element] of there) if (!wanted.includes(key)) element.remove();
    for (const key of wanted) {
      if (there.has(key)) continue;
      const [field, item] = key.split("/");
      const label = counts.label(field, item);
      const one = make("fieldset", { class: "item", "data-item": item, "data-count": key }, make("legend", {}, label, " ", make("button", { type: "button", class: "quiet-button drop-item", "aria-label": `${words.remove}: ${label}` }, words.remove)));
      one.append(group.querySelector("template").content.cloneNode(true));
      const entry = one.querySelector(".entry");
      entry.dataset.field = field;
      entry.setAttribute("aria-label", label);
      entry.querySelector("input").setAttribute("aria-label", label);
      box.append(one);
    }
  }

  function drawItems(group) {
    if (group === counts.group) { drawCounts(group); return; }
    const box = group.querySelector(".items");
    const wanted = itemsOf(group);
    const names = { ...data.item_names, ...Object.fromEntries([...group.querySelectorAll(".add-item option")].map((o) => [o.value, o.textContent])) };
    const there = new Map([...box.children].map((e) => [e.dataset.item, e]));
    for (const [item, element] of there) if (!wanted.includes(item)) element.remove();
    for (const item of wanted) {
      if (there.has(item)) continue;
      const label = names[item] || `${group.querySelector(".add-item button").textContent.split(": ")[1]} ${item}`;
      const one = make("fieldset", { class: "item", "data-item": item }, make("legend", {}, label, " ", make("button", { type: "button", class: "quiet-button drop-item", "aria-label": `${words.remove}: ${label}` }, words.remove)));
      one.append(group.querySelector("template").content.cloneNode(true));
      box.append(one);
    }
  }

  function draw() {
    drawPatients();
    for (const group of form.querySelectorAll(".group")) if (group.dataset.repeats) drawItems(group);
    refresh();
  }

  function refresh() {
    const only = document.getElementById("only-open").checked;
    for (const group of form.querySelectorAll(".group")) {
      let filled = 0;
      let offered = 0;
      if (!belongs(group)) { group.hidden = true; continue; }
      for (const entry of group.querySelectorAll(".entry")) {
        fill(entry);
        filled += entry.classList.contains("filled");
        offered += entry.classList.contains("offered");
        entry.hidden = only && !entry.classList.contains("filled") && !entry.classList.contains("offered");
      }
      group.querySelector(".count").textContent = [filled || "", offered ? `${words.proposed}: ${offered}` : ""].filter(Boolean).join(" · ");
      for (const button of group.querySelectorAll(".accept-group, .refuse-group")) button.hidden = !offered;
      group.hidden = only && !filled && !offered;
    }
    showIssues(document.getElementById("general"), draft.checked.general);
    const waiting = data.proposals.filter(waits).length;
    const all = document.getElementById("accept-all");
    all.disabled = data.locked || !waiting;
    all.title = all.disabled ? words.no_proposal : "";
    document.getElementById("read").value = draft.body.read;
    const box = document.getElementById("timeline");
    box.parentElement.hidden = isGroup(patient);
    if (!isGroup(patient)) window.atlasTimes.draw(box, patient);
    const back = document.getElementById("undo");
    back.disabled = data.locked || !undoable();
    back.title = back.disabled ? words.no_step : "";
  }

  function drawPatients() {
    if (!draft.body.patients.some((p) => p.id === patient)) patient = draft.body.patients[0]?.id || "";
    const box = document.getElementById("patients");
    const held = box.contains(document.activeElement);
    box.replaceChildren(...draft.body.patients.map((p) => make("button", { type: "button", "data-id": p.id, "aria-pressed": String(p.id === patient) }, p.label || `${words.patient} ${p.id}`)));
    if (held) box.querySelector('[aria-pressed="true"]')?.focus();
    const label = document.getElementById("patient-label");
    if (document.activeElement !== label) label.value = draft.body.patients.find((p) => p.id === patient)?.label || "";
    document.getElementById("merge-into").replaceChildren(...draft.body.patients.filter((p) => p.id !== patient && isGroup(p.id) === isGroup(patient)).map((p) => make("option", { value: p.id }, p.label)));
  }

  const nameOf = (field) => entries().find((e) => e.dataset.field === field)?.getAttribute("aria-label") || field.replaceAll("_", " ");
  const mine = (id) => Object.keys(answers()).filter((key) => key.split("/")[0] === id);
  const fresh = () => String(Math.max(0, ...draft.body.patients.filter((p) => !isGroup(p.id)).map((p) => Number(p.id))) + 1);
  const letter = () => [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((id) => !draft.body.patients.some((p) => p.id === id));
  const numbered = (field) => form.querySelector(`.group[data-repeats="numbered"] template`) && [...form.querySelectorAll('.group[data-repeats="numbered"]')].find((g) => g.querySelector("template").content.querySelector(`[data-field="${field}"]`));

  const change = {
    add() { const id = fresh(); draft.body.patients.push({ id, label: `${words.patient} ${id}`, case: "" }); patient = id; },
    group() { const id = letter(); if (!id) return; draft.body.patients.push({ id, label: `${words.group} ${id}`, case: "" }); patient = id; },
    split() {
      const id = isGroup(patient) ? letter() : fresh();
      if (!id) return;
      const from = draft.body.patients.findIndex((p) => p.id === patient);
      for (const key of mine(patient)) answers()[`${id}${key.slice(key.indexOf("/"))}`] = JSON.parse(JSON.stringify(answers()[key]));
      draft.body.patients.splice(from + 1, 0, { id, label: `${draft.body.patients[from].label} (2)`, case: "" });
      patient = id;
      say(words.split);
    },
    up() { move(-1); },
    down() { move(1); },
    merge() {
      const into = document.getElementById("merge-into").value;
      if (!into) return;
      const moved = {};
      const lost = [];
      const named = draft.body.patients.find((p) => p.id === into).label;
      for (const key of mine(patient)) {
        const [, field, item] = key.split("/");
        const group = item && !isGroup(patient) && numbered(field);
        let target = item;
        if (group) {
          moved[group.dataset.group] ??= Math.max(0, ...Object.keys(answers()).filter((k) => k.split("/")[0] === into && numbered(k.split("/")[1]) === group).map((k) => Number(k.split("/")[2])));
          target = String(Number(item) + moved[group.dataset.group]);
        }
        const place = `${into}/${field}/${target}`;
        const [stays, goes] = [answers()[place], answers()[key]];
        if (stays && (stays.raw !== goes.raw || stays.status !== goes.status)) lost.push(`${nameOf(field)}: ${goes.raw || words[goes.status]}`);
        if (stays) stays.evidence = [...stays.evidence, ...goes.evidence.filter((e) => stays.raw === goes.raw && stays.status === goes.status && !stays.evidence.some((one) => JSON.stringify(one) === JSON.stringify(e)))];
        else answers()[place] = goes;
        delete answers()[key];
      }
      draft.body.patients = draft.body.patients.filter((p) => p.id !== patient);
      patient = into;
      if (lost.length) say(`${words.merge_lost.replace("#", named)} ${lost.join("; ")}`);
    },
    remove() {
      if (draft.body.patients.length < 2) { say(words.last_patient); return; }
      const gone = mine(patient);
      if (gone.length) say(words.gone.replace("#", draft.body.patients.find((p) => p.id === patient).label));
      for (const key of gone) delete answers()[key];
      draft.body.patients = draft.body.patients.filter((p) => p.id !== patient);
    },
  };

  function move(by) {
    const list = draft.body.patients;
    const at = list.findIndex((p) => p.id === patient);
    const to = at + by;
    if (to < 0 || to >= list.length) return;
    [list[at], list[to]] = [list[to], list[at]];
  }

  // --- hands -------------------------------------------------------------------------------------------------

  function takeWords(entry, quote) {
    if (!quote) { say(words.select); return; }
    say("");
    const key = keyOf(entry);
    const now = answers()[key]?.evidence || [];
    const raw = answers()[key]?.raw || "";
    const status = answers()[key]?.status || "";
    put(key, { evidence: [...now.filter((e) => JSON.stringify(e.anchor) !== JSON.stringify(quote.anchor)), quote], raw, status });
    fill(entry);
  }

  function setStatus(entry, status) {
    const key = keyOf(entry);
    const kind = entry.dataset.kind;
    const same = answers()[key]?.status === status;
    const keepRaw = kind !== "sign" && (status === "unclear" || same);
    const offer = offersAt(key)[0];
    const evidence = answers()[key]?.evidence || (offer && status === "present" ? [offer.quote] : []);
    put(key, { status: same ? "" : status, raw: keepRaw ? answers()[key]?.raw || "" : "", evidence });
    fill(entry);
  }

  form.addEventListener("input", (event) => {
    const entry = event.target.closest(".entry");
    if (!entry || !event.target.closest(".entry-body") || event.target.matches("[type=checkbox]")) return;
    const key = keyOf(entry);
    const raw = event.target.value;
    const before = answers()[key]?.status || "";
    const offer = offersAt(key)[0];
    const evidence = answers()[key]?.evidence || (offer && raw.trim() ? [offer.quote] : []);
    const status = raw.trim() ? (before === "unclear" ? before : "present") : before === "present" ? "" : before;
    put(key, { raw, status, evidence, ...(offer && !answers()[key] ? { source: "corrected" } : {}) }, key);
    fill(entry);
  });

  // Whoever comes to a value sees the words behind it; a marking that is not used yet stays.
  let lit = null;
  form.addEventListener("focusin", (event) => {
    const entry = event.target.closest(".entry");
    if (entry !== lit && event.target.closest(".entry-body")) lightFirst(entry);
    lit = entry;
  });
  form.addEventListener("click", (event) => { if (event.target.closest(".entry-head .name, .entry-body input, .entry-body select, .offer strong")) lightFirst(event.target.closest(".entry")); });
  function lightFirst(entry) {
    const quote = (answers()[keyOf(entry)]?.evidence || []).find((e) => e.kind === "quote") || offersAt(keyOf(entry))[0]?.quote;
    if (quote && getSelection().isCollapsed) text.light(quote.anchor);
  }

  form.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    const entry = target.closest(".entry");
    if (entry) clickedIn(entry, target);
    else if (target.matches(".drop-item")) dropItem(target.closest(".item"));
    else if (target.closest(".add-item")) addItem(target.closest(".group"));
    else if (target.matches(".accept-group")) acceptGroup(target.closest(".group"));
    else if (target.matches(".refuse-group")) refuseGroup(target.closest(".group"));
  });

  function clickedIn(entry, target) {
    const key = keyOf(entry);
    const offer = target.closest(".offer") && data.proposals.find((p) => p.id === target.closest(".offer").dataset.id);
    if (target.matches(".quote")) { text.light(offer ? offer.quote.anchor : answers()[key].evidence.filter((e) => e.kind === "quote")[target.dataset.n].anchor); return; }
    if (data.locked) return;
    if (target.dataset.status) setStatus(entry, target.dataset.status);
    else if (target.matches(".yes")) { accept(offer); settle(entry); }
    else if (target.matches(".no")) refuse(entry, offer);
    else if (target.matches(".drop")) { put(key, { evidence: answers()[key].evidence.filter((e, n) => n !== Number(target.dataset.n)) }); fill(entry); }
    else if (target.matches(".take-words")) takeWords(entry, text.marked());
    else if (target.matches(".find-words")) { const finder = entry.querySelector(".finder"); finder.hidden = !finder.hidden; finder.querySelector("input").focus(); }
    else if (target.closest(".finder")) findWords(entry);
  }

  function refuse(entry, offer) {
    draft.body.refused.push(offer.id);
    changed();
    const group = entry.closest(".group");
    if (group === counts.group) drawCounts(group); // a count that was only proposed goes with its proposal
    settle(entry);
    if (!entry.isConnected) group.querySelector("summary").focus();
  }

  function settle(entry) {
    refresh();
    firstOf(entry)?.focus();
  }
  const firstOf = (entry) => entry.querySelector('.statuses [tabindex="0"]') || entry.querySelector(".entry-body input");

  function findWords(entry) {
    const [quote, places] = text.search(entry.querySelector(".finder input").value);
    if (!quote) { say(words.not_found); return; }
    takeWords(entry, quote);
    text.light(quote.anchor);
    if (places > 1) say(words.several);
    entry.querySelector(".finder").hidden = true;
    entry.querySelector(".find-words").focus();
  }

  function addCount(group) {
    const key = counts.chosen().join("/");
    group.extra ??= {};
    (group.extra[patient] ??= []).push(key);
    drawCounts(group);
    const made = group.querySelector(`.item[data-count="${CSS.escape(key)}"]`);
    fill(made.querySelector(".entry"));
    made.querySelector("input").focus();
  }

  function addItem(group) {
    if (data.locked) return;
    if (group === counts.group) { addCount(group); return; }
    const who = group.dataset.subject === "report" ? "" : patient;
    if (searches.has(group)) { searches.get(group).taken(); return; }
    place(group, who, group.querySelector(".add-item select")?.value || String(Math.max(0, ...itemsOf(group).map(Number)) + 1));
  }

  function place(group, who, item) {
    group.extra ??= {};
    const there = (group.extra[who] ??= []);
    if (!there.includes(item)) there.push(item);
    drawItems(group);
    const made = group.querySelector(`.item[data-item="${CSS.escape(item)}"]`);
    for (const entry of made.querySelectorAll(".entry")) fill(entry);
    made.querySelector("select, input, [data-status]").focus();
  }

  // Terms of an ontology are looked up by name.
  const searches = new Map();
  for (const group of form.querySelectorAll('.group[data-repeats="coded"]')) {
    const input = group.querySelector(".term-search");
    searches.set(group, window.atlasTerms.attach(input, () => group.dataset.group, (term) => {
      if (term.name) data.item_names[term.id] = `${term.name} (${term.id})`;
      input.value = "";
      place(group, group.dataset.subject === "report" ? "" : patient, term.id);
    }));
  }

  function dropItem(item) {
    if (data.locked) return;
    const group = item.closest(".group");
    for (const entry of item.querySelectorAll(".entry")) {
      delete answers()[keyOf(entry)];
      draft.body.refused.push(...offersAt(keyOf(entry)).map((p) => p.id));
    }
    const name = item.dataset.count || item.dataset.item;
    for (const list of Object.values(group.extra || {})) if (list.includes(name)) list.splice(list.indexOf(name), 1);
    changed();
    drawItems(group);
    refresh();
    group.querySelector("summary").focus();
  }

  function acceptGroup(group) {
    if (data.locked) return;
    const together = step();
    for (const entry of group.querySelectorAll(".entry")) { const offer = offersAt(keyOf(entry))[0]; if (offer) accept(offer, together); }
    draw();
    group.querySelector("summary").focus();
  }

  function refuseGroup(group) {
    if (data.locked) return;
    for (const entry of group.querySelectorAll(".entry")) draft.body.refused.push(...offersAt(keyOf(entry)).map((p) => p.id));
    changed();
    draw();
    group.querySelector("summary").focus();
  }

  const KEYS = { p: "present", a: "absent", n: "not_reported", x: "not_assessable", u: "unclear" };
  form.addEventListener("keydown", (event) => {
    const button = event.target.closest("[data-status]");
    const entry = event.target.closest(".entry");
    if (event.key === "Enter" && event.target.closest(".finder") && event.target.tagName === "INPUT") { event.preventDefault(); findWords(entry); return; }
    if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
    const bar = [...entry.querySelectorAll("[data-status]")];
    const offer = offersAt(keyOf(entry))[0];
    const status = KEYS[event.key];
    if (status && bar.some((b) => b.dataset.status === status)) { if (!data.locked) setStatus(entry, status); focusIn(bar, bar.findIndex((b) => b.dataset.status === status)); }
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") focusIn(bar, (bar.indexOf(button) + (event.key === "ArrowRight") * 2 - 1 + bar.length) % bar.length);
    else if (data.locked) return;
    else if (event.key === "Delete" || event.key === "Backspace") { delete answers()[keyOf(entry)]; changed(); fill(entry); }
    else if (event.key === "y" && offer) { accept(offer); settle(entry); }
    else if (event.key === "Y") acceptGroup(entry.closest(".group"));
    else if (event.key === "r" && offer) refuse(entry, offer);
    else if (event.key === "R") refuseGroup(entry.closest(".group"));
    else if (event.key === "z") takeBack();
    else if (event.key === "q") takeWords(entry, text.marked());
    else if (event.key === "j" || event.key === "k") goOn(entry, event.key === "j" ? 1 : -1);
    else return;
    event.preventDefault();
  });

  function focusIn(bar, at) {
    bar.forEach((b, n) => { b.tabIndex = n === at ? 0 : -1; });
    bar[at].focus();
  }

  function goOn(entry, by) {
    const list = entries().filter((e) => !e.hidden && !e.closest(".group").hidden);
    const next = list[list.indexOf(entry) + by];
    if (!next) return;
    next.closest(".group").open = true;
    firstOf(next)?.focus();
  }

  document.getElementById("patients").addEventListener("click", (event) => {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (id) { patient = id; for (const box of form.querySelectorAll(".items")) box.replaceChildren(); draw(); }
  });
  document.querySelector(".menu").addEventListener("click", (event) => {
    const what = event.target.dataset.patients;
    if (!what || data.locked) return;
    say("");
    change[what]();
    changed();
    for (const box of form.querySelectorAll(".items")) box.replaceChildren();
    draw();
  });
  document.getElementById("patient-label").addEventListener("input", (event) => {
    const found = draft.body.patients.find((p) => p.id === patient);
    if (!found || data.locked) return;
    found.label = event.target.value;
    changed(`label ${patient}`);
    drawPatients();
  });
  function takeBack() {
    const held = document.activeElement.closest(".entry")?.dataset.field;
    if (data.locked || !undo()) return;
    say("");
    for (const box of form.querySelectorAll(".items")) box.replaceChildren();
    draw();
    const entry = held && entries().find((e) => e.dataset.field === held);
    if (entry) firstOf(entry)?.focus();
  }
  document.getElementById("undo").addEventListener("click", takeBack);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.target.closest("input[type=text], select, textarea")) return;
    event.preventDefault();
    takeBack();
  });

  document.getElementById("read").addEventListener("change", (event) => { draft.body.read = event.target.value; changed(); });
  document.getElementById("only-open").addEventListener("change", refresh);
  document.getElementById("accept-all").addEventListener("click", () => { const together = step(); for (const p of data.proposals) if (waits(p)) accept(p, together); draw(); });

  document.getElementById("submit-form")?.addEventListener("submit", async (event) => {
    const sender = event.target;
    const wrong = Object.entries(draft.checked.issues).find(([key, list]) => key in answers() && list.some((i) => i.level === "error"));
    if (open() || draft.version === 0) {
      event.preventDefault();
      if (draft.version === 0) changed();
      if (await send()) sender.requestSubmit();
    } else if (wrong) {
      event.preventDefault();
      goTo(wrong[0]);
    } else sender.elements.version.value = draft.version;
  });

  function goTo(key) {
    const [who, field, item] = key.split("/");
    if (who && who !== patient) { patient = who; for (const box of form.querySelectorAll(".items")) box.replaceChildren(); draw(); }
    const entry = entries().find((e) => e.dataset.field === field && itemOf(e) === item);
    if (!entry) return;
    entry.closest(".group").open = true;
    entry.hidden = false;
    entry.querySelector("select, .entry-body input, [data-status]").focus();
    say(draft.checked.issues[key][0].message);
  }

  hear.state = (what, more) => {
    state.textContent = what === "saved" ? `${words.saved} ${(more || "").slice(11, 16)}` : words[what] || "";
    state.className = what;
    if (what === "unsaved" || what === "refused") say(more ? `${words[what]} ${more}` : words[what]);
    else if (notice.textContent.startsWith(words.unsaved)) say("");
  };
  hear.checked = refresh;
  hear.merged = (clashes) => {
    const shown = ([key, theirs]) => `${key.split("/").slice(1).filter(Boolean).join(" ").replaceAll("_", " ")}: ${theirs ? theirs.raw || words[theirs.status] : words.nothing}`;
    say(clashes.length ? `${words.merged} ${words.clash} ${clashes.map(shown).join("; ")}` : words.merged);
    draw();
  };

  setInterval(() => { if (!document.hidden && Date.now() - minute < 60_000) { draft.body.minutes += 1; } }, 60_000);
  for (const what of ["keydown", "pointerdown"]) document.addEventListener(what, () => { minute = Date.now(); });
  if (data.locked) form.disabled = true;
  start();
  draw();
})();

// Sorts tables; on the page of cases also filters, and keeps few rows in the document at a time.
"use strict";
(() => {
  const STEP = 100;
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // Put a button into each head cell; `resort(column, numeric, up)` orders the rows.
  const sortable = (table, resort) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        resort(column, head.dataset.kind === "number", up);
      });
    });
    return (column, up) => heads[column]?.setAttribute("aria-sort", up ? "ascending" : "descending");
  };
  const value = (cell) => cell.dataset.v ?? cell.textContent;
  const count = (n) => n.toLocaleString("en");
  const collator = new Intl.Collator("en", { numeric: true });
  // Empty and unknown values go last, whichever way a column is ordered.
  const compare = (numeric, up) => (a, b) => {
    if (numeric) {
      const [x, y] = [a, b].map((text) => (text.trim() === "" || isNaN(text) ? null : Number(text)));
      if (x === null || y === null) return (x === null) - (y === null);
      return up ? x - y : y - x;
    }
    return up ? collator.compare(a, b) : collator.compare(b, a);
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    sortable(table, (column, numeric, up) => {
      const order = compare(numeric, up);
      const rows = [...table.tBodies[0].rows].map((row) => [value(row.cells[column]), row]);
      rows.sort((a, b) => order(a[0], b[0]));
      table.tBodies[0].append(...rows.map((pair) => pair[1]));
    });
  }

  const table = document.getElementById("cases");
  if (!table) return;
  const form = document.getElementById("filters");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const COLUMNS = { sex: 2, trigger: 3, outcome: 4, country: 5, ranbp2: 7 };
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => {
    const cells = [...row.cells];
    const texts = cells.map((cell) => cell.textContent);
    return { row, texts, keys: cells.map(value), text: fold(texts.join(" ")), age: row.dataset.g, labels: row.dataset.l.split("|"), year: Number(texts[6]) || null };
  });

  const choices = {
    age: () => rows.map((r) => r.age),
    label: () => rows.flatMap((r) => r.labels),
  };
  const NONE = "–";
  for (const select of form.querySelectorAll("select")) {
    const all = choices[select.name]?.() ?? rows.map((r) => r.texts[COLUMNS[select.name]]);
    const counted = new Map();
    for (const text of all) counted.set(text, (counted.get(text) ?? 0) + 1);
    const blank = new Option("all", "");
    const options = [...counted.keys()].sort(collator.compare).map((text) => new Option(`${text || "not known"} (${counted.get(text)})`, text || NONE));
    select.replaceChildren(blank, ...options);
  }

  let shown = STEP;
  let sort = null;
  let order = rows;
  let hits = rows;
  const mark = sortable(table, (column, numeric, up) => {
    sort = [column, up];
    arrange(numeric);
    apply();
  });
  const arrange = () => {
    if (!sort) return void (order = rows);
    const [column, up] = sort;
    const by = compare(table.tHead.rows[0].cells[column].dataset.kind === "number", up);
    order = [...rows].sort((a, b) => by(a.keys[column], b.keys[column]));
  };
  const draw = () => body.replaceChildren(...hits.slice(0, shown).map((r) => r.row));

  const state = () => {
    const set = new URLSearchParams();
    for (const [name, text] of new FormData(form)) if (text) set.set(name, text);
    if (sort) set.set("sort", `${sort[0]}${sort[1] ? "" : "-"}`);
    return set;
  };
  const keep = () => {
    const text = state().toString();
    try {
      history.replaceState(null, "", text ? `?${text}` : location.pathname);
    } catch {
      if (location.hash.slice(1) !== text) location.replace(`#${text}`); // a page opened as a file keeps it here
    }
  };
  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = fold(wanted.q).split(/\s+/).filter(Boolean);
    const is = (choice, text) => !choice || choice === (text || NONE);
    const [from, to] = [Number(wanted.from) || null, Number(wanted.to) || null];
    hits = order.filter((r) =>
      is(wanted.age, r.age) &&
      (!wanted.label || r.labels.some((label) => is(wanted.label, label))) &&
      Object.entries(COLUMNS).every(([name, column]) => is(wanted[name], r.texts[column])) &&
      (!from || (r.year && r.year >= from)) &&
      (!to || (r.year && r.year <= to)) &&
      words.every((word) => r.text.includes(word)));
    shown = STEP;
    refresh();
    keep();
  };
  const refresh = () => {
    draw();
    const now = Math.min(shown, hits.length);
    found.textContent = hits.length === 0 ? "No case fits. Loosen a filter." : `${count(hits.length)} of ${count(rows.length)} cases${now < hits.length ? `, the first ${count(now)} shown` : ""}.`;
    more.hidden = now >= hits.length;
  };
  more.addEventListener("click", () => {
    shown += STEP;
    refresh();
  });
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    sort = null;
    for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
    arrange();
    apply();
  }));

  const given = new URLSearchParams(location.search || (location.hash.includes("=") ? location.hash.slice(1) : ""));
  for (const [name, text] of given) {
    if (name === "sort" && /^\d-?$/.test(text)) {
      sort = [parseInt(text, 10), !text.endsWith("-")];
      mark(...sort);
    } else if (form.elements[name]) form.elements[name].value = text;
  }
  form.hidden = false;
  arrange();
  apply();
})();

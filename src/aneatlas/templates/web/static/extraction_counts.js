// Counts of a group: which fields of the form patients can be counted by, and what is counted of each.
"use strict";
window.atlasCounts = (() => {
  const form = document.getElementById("form");
  const group = form.querySelector('[data-repeats="counts"]');
  const words = window.atlasDraft.data.words;
  const STATUSES = ["present", "absent", "not_reported", "not_assessable", "unclear"];
  const fields = new Map();
  const option = ([value, text]) => { const made = document.createElement("option"); made.value = value; made.textContent = text; return made; };
  const optionsOf = (list) => [...(list?.options || [])].filter((o) => o.value).map((o) => [o.value, o.textContent]);

  for (const part of form.querySelectorAll('.group[data-subject="case"]:not([data-repeats="coded"])')) {
    const root = part.querySelector("template")?.content || part;
    const sites = part.dataset.repeats === "keyed" ? optionsOf(part.querySelector(".add-item select")) : [];
    for (const entry of root.querySelectorAll(".entry")) {
      const kind = entry.dataset.kind;
      const values = kind === "sign" ? STATUSES.map((s) => [s, words[s]])
        : kind === "category" ? optionsOf(entry.querySelector("select"))
        : kind === "categories" ? optionsOf(entry.querySelector("datalist")) : [];
      if (values.length) fields.set(entry.dataset.field, { name: entry.getAttribute("aria-label"), part: part.querySelector(".group-title").textContent, values: new Map(values), sites: new Map(sites) });
    }
  }

  const [field, site, value] = ["count-field", "count-site", "count-value"].map((name) => group.querySelector(`.${name}`));
  const parts = new Map();
  for (const [id, one] of fields) {
    if (!parts.has(one.part)) { const made = document.createElement("optgroup"); made.label = one.part; parts.set(one.part, made); }
    parts.get(one.part).append(option([id, one.name]));
  }
  field.append(...parts.values());

  function follow() {
    const chosen = fields.get(field.value);
    site.replaceChildren(...[...chosen.sites].map(option));
    value.replaceChildren(...[...chosen.values].map(option));
    group.querySelector(".count-site-label").hidden = !chosen.sites.size;
  }
  field.addEventListener("change", follow);
  follow();

  // What a count is called: the field, the site where there is one, and what is counted.
  function label(id, item) {
    const one = fields.get(id);
    const [part, what] = item.includes(".") ? [item.slice(0, item.lastIndexOf(".")), item.slice(item.lastIndexOf(".") + 1)] : ["", item];
    return [one?.name || id, one?.sites.get(part) || part, one?.values.get(what) || what].filter(Boolean).join(": ");
  }

  return { group, has: (id) => fields.has(id), label, chosen: () => [field.value, site.value ? `${site.value}.${value.value}` : value.value] };
})();

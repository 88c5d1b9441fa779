// Treatments and assessments of one patient on a small line of days.
"use strict";
window.atlasTimes = (() => {
  const { data, draft } = window.atlasDraft;
  const words = data.words;
  const SVG = "http://www.w3.org/2000/svg";
  const DAYS = { h: 1 / 24, min: 1 / 1440, d: 1, wk: 7, mo: 30.44, a: 365.25, yr: 365.25 };
  const round = (v) => Math.round(v * 10) / 10;

  // The ends of a time in days, as the server understood it; null where it is none.
  function days(key) {
    const means = draft.checked.means[key];
    if (!means || means.low === undefined) return null;
    const ends = [means.low, means.high].filter((v) => v !== null).map((v) => v * (DAYS[means.unit] ?? 1));
    return ends.length ? ends : null;
  }

  // Each as [name, first day, last day].
  function bars(patient) {
    const answers = draft.body.answers;
    const found = [];
    for (const key of Object.keys(answers)) {
      const [p, field, item] = key.split("/");
      const said = (name) => answers[`${p}/${name}/${item}`]?.raw;
      if (p !== patient) continue;
      if (field === "treatment_start") {
        const begin = days(key);
        const length = days(`${p}/treatment_duration/${item}`);
        if (begin) found.push([said("treatment_agent") || said("treatment_as_written") || item, begin[0], length ? begin[0] + length.at(-1) : begin.at(-1)]);
      } else if (field === "outcome_time" || field === "death_day") {
        const at = days(key);
        if (at) found.push([field === "death_day" ? "†" : said("outcome_level") || item, at[0], at.at(-1)]);
      }
    }
    return found.map(([name, from, to]) => [name.replaceAll("_", " "), from, to]).sort((one, other) => one[1] - other[1]);
  }

  function draw(box, patient) {
    const shown = bars(patient);
    if (!shown.length) {
      const line = document.createElement("p");
      line.className = "quiet";
      line.textContent = words.no_times;
      box.replaceChildren(line);
      return;
    }
    const last = Math.max(1, ...shown.map((b) => b[2])) * 1.05;
    const first = Math.min(0, ...shown.map((b) => b[1]));
    const x = (v) => 150 + ((v - first) / (last - first)) * 280;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 500 ${shown.length * 22 + 24}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${words.timeline}: ${shown.map((b) => `${b[0]} ${round(b[1])}–${round(b[2])}`).join("; ")}`);
    const add = (tag, attributes, content) => {
      const made = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      if (content) made.textContent = content;
      svg.append(made);
    };
    add("line", { x1: x(0), x2: x(0), y1: 0, y2: shown.length * 22, class: "time-axis" });
    shown.forEach(([name, from, to], n) => {
      add("text", { x: 142, y: n * 22 + 15, class: "time-name" }, name.length > 20 ? `${name.slice(0, 19)}…` : name);
      add("rect", { x: x(from), y: n * 22 + 5, width: Math.max(5, x(to) - x(from)), height: 12, rx: 3, class: "time-bar" });
      add("text", { x: Math.max(x(from) + 5, x(to)) + 6, y: n * 22 + 15, class: "time-day" }, round(to) > round(from) ? `${round(from)}–${round(to)}` : String(round(from)));
    });
    add("text", { x: 150, y: shown.length * 22 + 18, class: "time-day" }, words.timeline);
    box.replaceChildren(svg);
  }

  return { draw };
})();

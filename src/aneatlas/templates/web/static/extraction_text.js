// The article: light the words behind a value, and turn a selection, a table cell or typed words into a place.
// Places count Unicode code points, as the ledger does; the browser counts UTF-16 units.
"use strict";
window.atlasText = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const left = document.querySelector(".left");
  let chosen = null;

  const points = (text) => Array.from(text).length;
  const units = (text, count) => Array.from(text).slice(0, count).join("").length;
  const blockOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-block]");
  const find = (id) => left.querySelector(`[data-block="${CSS.escape(id)}"]`);

  function clear() {
    for (const mark of left.querySelectorAll("mark")) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
    for (const cell of left.querySelectorAll("td.lit")) cell.classList.remove("lit");
  }

  function show(element, focus) {
    const top = element.getBoundingClientRect().top - left.getBoundingClientRect().top;
    if (getComputedStyle(left).overflowY === "visible") element.scrollIntoView({ block: "center" });
    else left.scrollTop += top - left.clientHeight / 3;
    if (focus) element.focus({ preventScroll: true });
  }

  function light(anchor) {
    clear();
    const block = find(anchor.block);
    if (!block || anchor.document !== data.document) return false;
    if (anchor.kind === "cell") {
      const cell = block.querySelector(`td[data-row="${anchor.row}"][data-column="${anchor.column}"]`);
      if (!cell) return false;
      cell.classList.add("lit");
      show(cell);
      return true;
    }
    const node = block.firstChild;
    const range = document.createRange();
    range.setStart(node, units(node.data, anchor.start));
    range.setEnd(node, units(node.data, anchor.end));
    const mark = document.createElement("mark");
    range.surroundContents(mark);
    show(mark);
    return true;
  }

  function span(block, start, end) {
    const text = block.textContent;
    while (start < end && /\s/.test(text[start])) start += 1;
    while (end > start && /\s/.test(text[end - 1])) end -= 1;
    if (start >= end) return null;
    const anchor = { kind: "span", document: data.document, block: block.dataset.block, start: points(text.slice(0, start)), end: points(text.slice(0, end)) };
    return { kind: "quote", report: data.report, anchor, text: text.slice(start, end), role: "this_patient" };
  }

  function cellQuote(cell) {
    const anchor = { kind: "cell", document: data.document, block: cell.closest("[data-block]").dataset.block, row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
    return { kind: "quote", report: data.report, anchor, text: cell.textContent, role: "this_patient" };
  }

  function offset(block, node, at) {
    const before = document.createRange();
    before.selectNodeContents(block);
    before.setEnd(node, at);
    return before.toString().length;
  }

  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const block = blockOf(range.startContainer);
    if (!left.contains(range.commonAncestorContainer)) return;
    chosen = null; // what was marked before is not meant any more
    if (!block || blockOf(range.endContainer) !== block || block.tagName === "TABLE") return;
    chosen = span(block, offset(block, range.startContainer, range.startOffset), offset(block, range.endContainer, range.endOffset));
    if (chosen) document.dispatchEvent(new CustomEvent("words-marked"));
  });

  left.addEventListener("click", (event) => {
    const cell = event.target.closest("button.cell")?.closest("td");
    if (!cell) return;
    clear();
    cell.classList.add("lit");
    chosen = cellQuote(cell);
    document.dispatchEvent(new CustomEvent("words-marked"));
  });

  // Return [quote, how many places], for words typed by a person; runs of blanks count as one.
  function search(words) {
    const asked = words.trim().split(/\s+/).join(" ");
    const found = [];
    if (!asked) return [null, 0];
    for (const block of left.querySelectorAll(".block")) {
      for (let at = block.textContent.indexOf(asked); at >= 0; at = block.textContent.indexOf(asked, at + 1)) found.push(span(block, at, at + asked.length));
    }
    for (const cell of left.querySelectorAll("td")) if (cell.textContent === asked) found.push(cellQuote(cell));
    return [found[0] || null, found.length];
  }

  return { light, clear, search, marked: () => chosen };
})();

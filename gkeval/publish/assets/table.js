// Sorting, filtering and searching of tables, by mouse or keyboard. No library.
"use strict";

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function cellValue(row, column, kind) {
  const cell = row.cells[column];
  const given = cell.dataset.value;
  if (kind === "text") return given ?? cell.textContent.trim();
  const number = parseFloat(given ?? cell.textContent);
  return Number.isNaN(number) ? -Infinity : number;
}

function sortBy(table, head) {
  const heads = [...head.parentElement.children];
  const column = heads.indexOf(head);
  const kind = head.dataset.sort;
  const first = head.dataset.first ?? "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const order = head.getAttribute("aria-sort") === first ? other : first;
  heads.forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, place) => [cellValue(row, column, kind), place, row]);
  rows.sort(([a, i], [b, j]) => {
    const difference = kind === "text" ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0;
    return difference * sign || i - j;
  });
  body.append(...rows.map(([, , row]) => row));
}

function makeSortable(table) {
  table.querySelectorAll("th[data-sort]").forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head));
    head.append(button);
  });
}

function makeFilter(form) {
  const table = document.getElementById(form.dataset.for);
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.dataset.text.toLowerCase()]);
  const output = form.querySelector("output");
  const apply = () => {
    const words = form.elements.search.value.trim().toLowerCase().split(/\s+/);
    const group = form.elements.group?.value ?? "";
    let count = 0;
    for (const [row, text] of rows) {
      const shown =
        (!group || row.dataset.group === group) && words.every((word) => text.includes(word));
      row.hidden = !shown;
      count += shown;
    }
    output.textContent = count;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
document.querySelectorAll("form.filters").forEach(makeFilter);

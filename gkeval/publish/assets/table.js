// Sorting, filtering, searching and turning of tables, by mouse or keyboard. No library.
// All rows of a table stand beside it as JSON; only the rows of one page are in the document.
"use strict";

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
const folded = (text) => text.normalize("NFKC").toLowerCase();
const textOf = (cell) => (Array.isArray(cell) ? cell[0] : cell) ?? "";

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function bar(low, open, shade) {
  const made = element("span", "bar");
  made.setAttribute("aria-hidden", "true");
  for (const [width, className] of [[low, shade], [open, "open"]]) {
    if (!width && className === "open") continue;
    const part = element("i", className);
    part.style.width = `${width}%`;
    made.append(part);
  }
  return made;
}

const FILL = {
  text: (cell, box) => box.append(cell || "—"),
  number: ([text], box) => {
    box.className = "n";
    box.append(text || "—");
  },
  link: ([text, address], box) => {
    const link = element("a", "", text);
    link.href = address;
    box.append(link);
  },
  total: ([text, , provisional, low, open, shade], box) => {
    box.className = "total";
    const words = element("span", "n", text);
    if (provisional) {
      const star = element("abbr", "", "*");
      star.title = provisional;
      words.append(star);
    }
    box.append(words, bar(low, open, shade));
  },
  range: ([text, , start, width], box) => {
    box.className = "total";
    const made = bar(width, 0, "plain");
    made.firstChild.style.marginLeft = `${start}%`;
    box.append(element("span", "n", text), made);
  },
  grade: ([text, , shade], box) => {
    box.append(text ? element("span", `grade ${shade}`, text) : "—");
  },
};

class Grid {
  constructor(script) {
    const given = JSON.parse(script.textContent);
    this.kinds = given.kinds;
    this.named = given.named;
    this.size = given.page;
    this.rows = given.rows;
    this.shown = this.rows;
    this.start = 0;
    this.table = document.getElementById(script.dataset.grid);
    this.body = this.table.tBodies[0];
    this.form = document.querySelector(`form[data-for="${script.dataset.grid}"]`);
    this.pager = document.querySelector(`nav[data-for="${script.dataset.grid}"]`);
    this.heads();
    if (this.form) this.filters();
    this.turning();
    this.table.dataset.ready = "true";
  }

  heads() {
    [...this.table.tHead.rows[0].cells].forEach((head, column) => {
      const button = element("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => this.sort(head, column));
      head.append(button);
    });
  }

  filters() {
    this.texts = this.rows.map((row) => {
      const cell = row[this.named];
      return folded(Array.isArray(cell) ? `${cell[0]} ${cell[2] ?? ""}` : cell);
    });
    this.place = new Map(this.rows.map((row, place) => [row, place]));
    this.form.addEventListener("input", () => this.filter());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.hidden = false;
    this.filter(); // a browser that goes back keeps what was typed
  }

  turning() {
    const [back, on] = this.pager.querySelectorAll("button");
    back.addEventListener("click", () => this.turn(-1));
    on.addEventListener("click", () => this.turn(1));
    this.count();
    // on paper a table is whole
    window.addEventListener("beforeprint", () => this.show(this.shown));
    window.addEventListener("afterprint", () => this.render());
  }

  sort(head, column) {
    const first = head.dataset.first ?? "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    for (const each of head.parentElement.cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const words = ["text", "link"].includes(this.kinds[column]);
    const key = (row) => (words ? textOf(row[column]) : row[column][1]);
    this.rows = this.rows
      .map((row, place) => [key(row), place, row])
      .sort(([a, i], [b, j]) => {
        // what is missing stands last, whichever way
        if (a === null || b === null) return (a === null) - (b === null) || i - j;
        const difference = words ? collator.compare(a, b) : a - b;
        return difference * sign || i - j;
      })
      .map(([, , row]) => row);
    this.filter();
  }

  filter() {
    this.shown = this.rows;
    if (this.form) {
      const words = folded(this.form.elements.search?.value ?? "").split(/\s+/).filter(Boolean);
      const chosen = [...this.form.querySelectorAll("select")]
        .filter((select) => select.value)
        .map((select) => [Number(select.dataset.column), select.value]);
      this.shown = this.rows.filter(
        (row) =>
          chosen.every(([column, value]) => textOf(row[column]) === value) &&
          words.every((word) => this.texts[this.place.get(row)].includes(word)),
      );
    }
    this.start = 0;
    this.render();
  }

  turn(step) {
    this.start += step * this.size;
    this.render();
    this.table.scrollIntoView({ block: "start" });
  }

  render() {
    this.show(this.shown.slice(this.start, this.start + this.size));
    this.count();
  }

  show(rows) {
    this.body.replaceChildren(
      ...rows.map((row) => {
        const line = element("tr");
        row.forEach((cell, column) => {
          const box = element(column === this.named ? "th" : "td");
          if (column === this.named) box.scope = "row";
          FILL[this.kinds[column]](cell, box);
          line.append(box);
        });
        return line;
      }),
    );
  }

  count() {
    const total = this.shown.length;
    const end = Math.min(this.start + this.size, total);
    const [back, on] = this.pager.querySelectorAll("button");
    back.disabled = this.start === 0;
    on.disabled = end === total;
    this.pager.hidden = total <= this.size;
    this.pager.querySelector("output").textContent = `${this.start + 1}–${end} / ${total}`;
    if (this.form) this.form.querySelector("output").textContent = total;
  }
}

document.querySelectorAll("script[data-grid]").forEach((script) => new Grid(script));

(() => {
  "use strict";
  // A press on the head of a column sorts its table, and a second one turns the order round.
  const numberOf = (text) => {
    const found = /^[<>]?([-+−]?[\d,]*\.?\d+(?:e[-+]?\d+)?)(?!.*-\d\d-)/.exec(text);
    return found ? Number(found[1].replaceAll(",", "").replace("−", "-")) : NaN;
  };

  function sort(table, head) {
    const turned = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", turned > 0 ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows].map((row) => [row, row.cells[head.cellIndex]?.textContent.trim() ?? ""]);
    const numbers = rows.every(([, text]) => !text || text === "not shown" || !isNaN(numberOf(text)));
    const order = (a, b) => (numbers ? numberOf(a) - numberOf(b) : a.localeCompare(b, "en"));
    const isEmpty = (text) => !text || (numbers && isNaN(numberOf(text)));
    rows.sort(([, a], [, b]) => isEmpty(a) - isEmpty(b) || (isEmpty(a) ? 0 : turned * order(a, b)));
    table.tBodies[0].append(...rows.map(([row]) => row));
  }

  function sortable(table) {
    for (const head of table.tHead?.rows[0].cells ?? []) {
      if (!head.textContent) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
  }

  // A cell that a spreadsheet could run as a formula starts with an apostrophe.
  function cell(value) {
    const text = value === null || value === undefined ? "" : String(value);
    const safe = typeof value !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function save(name, type, content) {
    const link = Object.assign(document.createElement("a"), { download: name });
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // Loads the rows of a list. Its file sets a variable, which the next file replaces.
  const root = document.querySelector(".brand a").getAttribute("href").replace("index.html", "");
  const whole = (cell, pool) => (Array.isArray(cell) ? cell.map((index) => pool[index]).join("; ") : cell);
  const unpacked = ({ facts, rows, pool, ...list }) => ({ ...list, rows: rows.map(([cells, values]) => ({ cells: cells.map((cell) => whole(cell, pool)), ...Object.fromEntries(facts.map((name, index) => [name, values[index]])) })) });
  const load = (id) => new Promise((done) => document.head.append(Object.assign(document.createElement("script"), { src: `${root}rows/${id}.js`, onload: () => done(unpacked(listed)) })));

  // Copies a text, or offers it in a box where the browser copies nothing.
  async function copy(text, what, box, reading) {
    Object.assign(box, { hidden: false, value: text }).select();
    try {
      await navigator.clipboard.writeText(text);
      reading.textContent = `The ${what} is copied.`;
    } catch {
      reading.textContent = `Copy the ${what} from the box.`;
    }
  }

  window.tables = { sortable, save, load, copy, csv: (rows) => rows.map((row) => row.map(cell).join()).join("\r\n") };
  for (const table of document.querySelectorAll("main table")) {
    if (table.tBodies.length === 1 && table.tBodies[0].rows.length > 2) sortable(table);
  }
})();

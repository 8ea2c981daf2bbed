// What every page does with tables, files and lists of rows; other scripts use it as `tables`.
const NUMBER = /^[<>]?([-+−]?[\d,]*\.?\d+(?:e[-+]?\d+)?)(?!.*-\d\d-)/;

function numberOf(text) {
  const found = NUMBER.exec(text);
  return found ? Number(found[1].replaceAll(",", "").replace("−", "-")) : Number.NaN;
}

// A press on the head of a column sorts its table, and a second one turns the order round.
function sort(table, head) {
  const turned = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", turned > 0 ? "ascending" : "descending");
  const textOf = (row) => row.cells[head.cellIndex]?.textContent.trim() ?? "";
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: textOf(row) }));
  const isNumber = (text) => !Number.isNaN(numberOf(text));
  const none = ["", "not shown"];
  const numbers = rows.every(({ text }) => none.includes(text) || isNumber(text));
  const isEmpty = (text) => !text || (numbers && !isNumber(text));
  const order = (a, b) => (numbers ? numberOf(a) - numberOf(b) : a.localeCompare(b, "en"));
  rows.sort(
    ({ text: a }, { text: b }) =>
      isEmpty(a) - isEmpty(b) || (isEmpty(a) ? 0 : turned * order(a, b)),
  );
  table.tBodies[0].append(...rows.map(({ row }) => row));
}

function sortable(table) {
  for (const head of table.tHead?.rows[0].cells ?? []) {
    if (!head.textContent) continue;
    const words = [...head.childNodes];
    const button = add("button", head, undefined, { type: "button", className: "sort" });
    button.append(...words);
    button.addEventListener("click", () => sort(table, head));
  }
}

function add(name, parent, text, given = {}) {
  const element = Object.assign(document.createElement(name), given);
  if (text !== undefined) element.textContent = text;
  return parent.appendChild(element);
}

// A cell that a spreadsheet could run as a formula starts with an apostrophe. Counts lose commas.
function cell(value) {
  const shown = value === null || value === undefined ? "" : String(value);
  const text = /^\d{1,3}(,\d{3})+$/.test(shown) ? shown.replaceAll(",", "") : shown;
  const safe = typeof value !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csv = (rows) => rows.map((row) => row.map(cell).join()).join("\r\n");

// Excel reads a CSV file as UTF-8 only if it begins with a byte order mark.
function save(name, type, content) {
  const mark = type === "text/csv" ? "\ufeff" : "";
  const href = URL.createObjectURL(new Blob([mark, content], { type }));
  Object.assign(document.createElement("a"), { download: name, href }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// Loads the rows of a list. Its file sets a variable to packed JSON, which the next file replaces.
const root = document.querySelector(".brand a").getAttribute("href").replace("index.html", "");

function load(id) {
  return new Promise((done) => {
    const onload = async () => {
      const list = await unpacked(listed);
      done({ ...list, rows: rowsOf(list) });
    };
    add("script", document.head, undefined, { src: `${root}rows/${id}.js`, onload });
  });
}

function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function rowsOf({ start, links, cells, texts, facts }) {
  const of = (numbers) => numbers.map((number) => texts[number]);
  const cellOf = (part) => of([part].flat()).join("; ");
  const factOf = (fact) => (Array.isArray(fact) ? of(fact) : fact);
  const at = (columns, index, read) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, read(values[index])]),
    );
  return links.map((link, index) => ({
    link: link && start + link,
    cells: at(cells, index, cellOf),
    ...at(facts, index, factOf),
  }));
}

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

const page = () =>
  document.querySelector("link[rel=canonical]")?.href ?? location.href.replace(/#.*/, "");

window.tables = { add, sortable, save, load, copy, csv, page };
for (const table of document.querySelectorAll("main table")) {
  if (table.tBodies.length === 1 && table.tBodies[0].rows.length > 2) sortable(table);
}

// A link to a folded part opens it.
function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target?.localName === "details") target.open = true;
}
unfold();
addEventListener("hashchange", unfold);

// Shows all rows of a list, filters them as the address asks, and saves them.
import { chosen, EDITION, isNeeded, matches } from "./choose.js";
import { add, countOf, fill, table } from "./show.js";

const controls = document.getElementById("filters");
const shown = document.getElementById("shown");
const pooled = document.getElementById("pooled");
let list; // the columns, filters and rows of the file
let saving; // the button that saves the rows, where a reader can choose some
let waiting; // lists whose rows are not loaded
let asked = {}; // what the reader chose, as in the address
let within = []; // the rows that are shown

// Loads the lists of the chosen editions, and then shows their rows.
async function show() {
  const needed = waiting.filter((part) => isNeeded(part, asked));
  waiting = waiting.filter((part) => !needed.includes(part));
  await Promise.all(needed.map(loadPart));
  draw();
}

async function loadPart({ id, cells, facts }) {
  const { rows } = await tables.load(id);
  for (const row of rows) list.rows.push({ ...row, ...facts, cells: { ...row.cells, ...cells } });
}

function draw() {
  const { rows, parts, classed, columns, words } = list;
  within = chosen(rows, asked, classed);
  // The rows of other editions, which an earlier choice loaded, are no part of the whole.
  const isOfEdition = (row) => EDITION.every((key) => matches(row, key, asked));
  const whole = parts.length ? rows.filter(isOfEdition) : rows;
  shown.textContent =
    rows.length || !parts.length
      ? countOf(within, whole, words, asked.most)
      : "Choose a venue, a period, a topic or an organisation.";
  if (pooled) pooled.hash = location.hash;
  fill(columns, within);
  if (saving) saving.disabled = !within.length;
}

function choose(key, value) {
  asked[key] = value || undefined;
  const known = Object.entries(asked).filter(([, one]) => one !== undefined);
  history.replaceState(null, "", `#${new URLSearchParams(known)}`);
  show();
}

function showControls() {
  controls.replaceChildren();
  list.filters.forEach(addMenu);
  const label = add("label", controls, "Search the rows");
  const search = add("input", label, undefined, { type: "search", value: asked.search ?? "" });
  search.addEventListener("input", () => choose("search", search.value));
  addButton("Show all", showAll);
  if (!list.filters.length) return;
  saving = addButton("Download these rows (CSV)", download);
  saving.disabled = !within.length;
}

function addMenu({ fact, label, options }) {
  const menu = add("select", add("label", controls, label), undefined, { name: fact });
  const value = asked[fact];
  const isKnown = !value || options.some((option) => option.value === value);
  const every = isKnown ? options : [...options, { value, name: value }];
  for (const option of [{ value: "", name: "All" }, ...every]) {
    const selected = option.value === (value ?? "");
    add("option", menu, option.name, { value: option.value, selected });
  }
  menu.addEventListener("change", () => choose(fact, menu.value));
}

function addButton(text, act) {
  const button = add("button", controls, text, { type: "button" });
  button.addEventListener("click", act);
  return button;
}

function showAll() {
  asked = {};
  choose();
  showControls();
}

function download() {
  const { columns, words } = list;
  const chosenWords = [words, ...Object.values(asked)].filter(Boolean).join("-").toLowerCase();
  const lines = within.map(({ cells, link }) => [...columns.map((name) => cells[name]), link]);
  const name = `${chosenWords.replace(/[^a-z0-9.]+/g, "-")}.csv`;
  tables.save(name, "text/csv", tables.csv([[...columns, "Link"], ...lines]));
}

function read() {
  const query = location.hash.includes("=") ? location.hash.slice(1) : "";
  asked = Object.fromEntries(new URLSearchParams(query));
  show();
  showControls();
}

tables.load(table.dataset.rows).then((loaded) => {
  list = loaded;
  waiting = list.parts;
  document.getElementById("listing").hidden = false;
  for (const part of document.querySelectorAll(".without-script")) part.hidden = true;
  read();
  addEventListener("hashchange", read);
});

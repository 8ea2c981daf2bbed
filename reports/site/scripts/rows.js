// Filters a table of rows as the address asks, #definition=notable_classed&team=academic_only,
// and saves what is shown.
const { add } = tables;
const MOST = 2000; // rows of a table
const LONG = 60; // letters of a cell that breaks its lines
const PLACES = ["venue", "period"]; // what chooses an edition
const [controls, shown, pooled] = ["filters", "shown", "pooled"].map((id) =>
  document.getElementById(id),
);
const table = document.querySelector("table[data-rows]");
let list; // the columns, filters and rows of the file
let asked = {}; // what the reader chose, as in the address
let within = []; // the rows that are shown

const has = (fact, value) => (Array.isArray(fact) ? fact.includes(value) : String(fact) === value);

function isIn(year, period) {
  const [first, last = first] = period === "all" ? ["0", "latest"] : period.split("-");
  return year !== null && year >= Number(first) && (last === "latest" || year <= Number(last));
}

function hasWords({ cells }, words) {
  const text = Object.values(cells).join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

// Says whether a row has a choice. A definition takes the class from our rules or, if `classed`
// lacks it, from the publisher's labels.
function matches(row, key) {
  const { [key]: value, definition } = asked;
  if (value === undefined) return true;
  if (key === "period") return isIn(row.year, value);
  if (key === "most") return row.needed !== null && row.needed <= Number(value);
  if (key === "search") return hasWords(row, value.toLowerCase().split(" "));
  if (!Object.hasOwn(row, key)) return true;
  const { classed } = list;
  const isLabelled = key === "team" && classed && definition && !classed.includes(definition);
  return has(isLabelled ? row.label : row[key], value);
}

function chosen(rows) {
  const fits = (keys) => (row) => keys.every((key) => matches(row, key));
  if (!asked.largest) return rows.filter(fits(Object.keys(asked)));
  // The largest ones are those of a year and a definition, whatever their team.
  const { largest, ...others } = asked;
  return rows
    .filter(fits(["definition", "period"]))
    .filter(({ flop }) => flop !== null)
    .sort((a, b) => b.flop - a.flop || (a.day < b.day ? -1 : 1))
    .slice(0, Number(largest))
    .filter(fits(Object.keys(others)));
}

// Loads the lists of the chosen editions, and then shows their rows.
async function show() {
  const isChosen = asked.venue || asked.period || asked.organisation || asked.topic;
  const isNeeded = ({ facts }) => isChosen && PLACES.every((key) => matches(facts, key));
  const needed = list.parts.filter((part) => !part.isLoaded && isNeeded(part));
  for (const part of needed) part.isLoaded = true;
  await Promise.all(needed.map(loadPart));
  draw();
}

async function loadPart({ id, cells, facts }) {
  const { rows } = await tables.load(id);
  for (const row of rows) list.rows.push({ ...row, ...facts, cells: { ...row.cells, ...cells } });
}

function draw() {
  const { rows, parts, words } = list;
  within = chosen(rows);
  // The rows of other editions, which an earlier choice loaded, are no part of the whole.
  const whole = parts.length
    ? rows.filter((row) => PLACES.every((key) => matches(row, key)))
    : rows;
  const cut = within.length > MOST ? ` The table has the first ${MOST.toLocaleString("en")}.` : "";
  const [k, n] = [within, whole].map(({ length }) => length.toLocaleString("en"));
  const most = Number(asked.most) && (10 ** asked.most).toExponential(1).replace("+", "");
  const budget = most ? `, those that took at most ${most} FLOP` : "";
  shown.textContent =
    rows.length || !parts.length
      ? `${k} of ${n} ${words}${budget}.${cut}`
      : "Choose a venue, a period, a topic or an organisation.";
  if (pooled) pooled.hash = location.hash;
  fill();
}

function fill() {
  const [heads] = table.tHead.rows;
  const [body] = table.tBodies;
  if (within.length && !table.querySelector(".sort")) tables.sortable(table);
  for (const head of heads.cells) head.removeAttribute("aria-sort");
  body.replaceChildren();
  for (const { cells, link } of within.slice(0, MOST)) {
    const line = add("tr", body);
    for (const [index, column] of list.columns.entries()) {
      const text = cells[column];
      const className =
        heads.cells[index].className || (text.length > LONG ? "names long" : "names");
      const given = index ? { className } : { className, scope: "row" };
      const place = add(index ? "td" : "th", line, undefined, given);
      if (link && !index) add("a", place, text, { href: link, rel: "noreferrer" });
      else place.textContent = text;
    }
  }
  document.body.dataset.rows = within.length;
}

function choose(key, value) {
  asked[key] = value || undefined;
  asked = Object.fromEntries(Object.entries(asked).filter(([, one]) => one !== undefined));
  history.replaceState(null, "", `#${new URLSearchParams(asked)}`);
  show();
}

function showControls() {
  controls.replaceChildren();
  for (const { fact, label, options } of list.filters) {
    const value = asked[fact] ?? "";
    const isKnown = !value || options.some((option) => option.value === value);
    const every = [{ value: "", name: "All" }, ...options];
    const menu = add("select", add("label", controls, label), undefined, { name: fact });
    for (const option of isKnown ? every : [...every, { value, name: value }]) {
      const selected = option.value === value;
      add("option", menu, option.name, { value: option.value, selected });
    }
    menu.addEventListener("change", () => choose(fact, menu.value));
  }
  const label = add("label", controls, "Search the rows");
  const search = add("input", label, undefined, { type: "search", value: asked.search ?? "" });
  search.addEventListener("input", () => choose("search", search.value));
  addButton("Show all", () => {
    asked = {};
    choose();
    showControls();
  });
  addButton("Download these rows (CSV)", download);
}

function addButton(text, act) {
  add("button", controls, text, { type: "button" }).addEventListener("click", act);
}

function download() {
  const { columns, words } = list;
  const name = [words, ...Object.values(asked)].join("-").toLowerCase();
  const lines = within.map(({ cells, link }) => [...columns.map((of) => cells[of]), link]);
  const file = `${name.replace(/[^a-z0-9.]+/g, "-")}.csv`;
  tables.save(file, "text/csv", tables.csv([[...columns, "Link"], ...lines]));
}

function read() {
  const query = location.hash.includes("=") ? location.hash.slice(1) : "";
  asked = Object.fromEntries(new URLSearchParams(query));
  show();
  showControls();
}

if (table)
  tables.load(table.dataset.rows).then((loaded) => {
    list = loaded;
    document.getElementById("listing").hidden = false;
    for (const part of document.querySelectorAll(".without-script")) part.hidden = true;
    read();
    addEventListener("hashchange", read);
  });

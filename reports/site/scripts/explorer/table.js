// The rows of a view: as a table, as CSV, and what they are.
import { sizeOf } from "../sizes.js";
import { address } from "./address.js";
import { linesOf } from "./choose.js";
import { ALL_TEAMS, CASES, named, names } from "./data.js";
import { caveatsOf } from "./notes.js";
import { add, release, table } from "./page.js";
import { caseName, findingOf, LABELS, labelOf } from "./words.js";

const NUMBERS = ["value", "ci_low", "ci_high", "n", "k", "n_unknown"];
const CELLS = [
  "metric",
  "definition",
  "source",
  "vintage",
  "period",
  "team_class",
  ...CASES,
  "unit",
];
const COLUMNS = [...CELLS, ...NUMBERS, "suppressed"];

export function tabulate(view, shown) {
  table.replaceChildren();
  const columns = columnsOf(view);
  const head = add("tr", add("thead", table));
  for (const { name } of columns) add("th", head, name, { scope: "col" });
  const body = add("tbody", table);
  for (const row of shown.flat()) {
    const line = add("tr", body);
    columns.forEach(({ text, link }, index) => {
      const given = index ? {} : { scope: "row" };
      const href = link?.(row);
      const cell = add(index ? "td" : "th", line, href ? "" : text(row), given);
      if (href) add("a", cell, text(row), { href });
    });
  }
  tables.sortable(table);
  table.parentElement.hidden = false;
}

function columnsOf(view) {
  const { kind, many, varied, beside } = view;
  const ofSeries = (name, text) => ({ name, text: ({ series }) => text(series) });
  return [
    kind !== "time" && { name: LABELS[kind], text: (row) => labelOf(view, row) },
    many && ofSeries(LABELS[many], (series) => caseName(many, series[many])),
    kind !== "team" && varied.has("team") && ofSeries("Teams", ({ team }) => named("team", team)),
    { name: "Period", text: ({ period }) => named("period", period) },
    beside && ofSeries("List of", ({ vintage }) => named("vintage", vintage)),
    { name: "Value", text: ({ value, text }) => (value === null ? "not shown" : text) },
    { name: "95% interval", text: ({ interval }) => interval },
    { name: "k of n", text: sizeOf, link: rowsBehind },
  ].filter(Boolean);
}

// The page of the cases that k counts.
function rowsBehind({ k, period, series }) {
  return k === null ? undefined : series.rows?.replace("%7Bperiod%7D", period);
}

export function csvOf(view) {
  const rows = linesOf(view).flat().map(cellsOf);
  return tables.csv([COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name]))]);
}

function cellsOf({ series, ...row }) {
  const { metric, source } = series.chart;
  const team = series.team === ALL_TEAMS ? "" : series.team;
  return { ...series, ...row, metric, source, team_class: team, suppressed: row.value === null };
}

export function metadataOf(view, asked) {
  const { metric, publisher, source, licence } = view.chart;
  const rows = linesOf(view).flat();
  const of = (key) => [...new Set(rows.map(({ series }) => series[key]))];
  const facts = {
    title: findingOf(view),
    metric,
    publisher,
    source,
    address: tables.page() + address("explore", asked),
    definitions: Object.fromEntries(of("definition").map((id) => [id, names.sentence[id]])),
    lists: [...new Set(rows.map(({ vintage }) => vintage))],
    units: of("unit"),
    columns: COLUMNS,
    caveats: caveatsOf(rows),
    citation: document.querySelector("#cite > p")?.textContent,
    licence,
    release,
  };
  return JSON.stringify(facts, null, 1);
}

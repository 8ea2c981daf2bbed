// What a reader must know of a view: definitions, source, missing numbers and caveats.

import { counted } from "../sizes.js";
import { address } from "./address.js";
import { FEWEST } from "./choose.js";
import { named, names, rowsOf, valued } from "./data.js";
import { add, isEmbedded, notes, say } from "./page.js";
import { isFilling } from "./time.js";
import { dayOf, headOf } from "./words.js";

const NAMED = 3; // numbers without enough cases

export function describe(view, shown, asked) {
  notes.replaceChildren();
  const rows = shown.flat();
  const words = `${named("definition", view.definition)}: ${names.sentence[view.definition]}`;
  say(notes, words, { className: "definition" });
  say(notes, sourceOf(view, rows), { className: "source" });
  const missing = rows.filter(({ value }) => value === null);
  if (missing.length) say(notes, lackOf(view, missing));
  if (isShort(view)) say(notes, `Countries with fewer than ${FEWEST} cases are not ranked.`);
  if (isEmbedded) linkBack(asked);
  const caveats = caveatsOf(rows);
  if (!caveats.length) return;
  const folded = add("details", notes);
  add("summary", folded, `${caveats.length} caveats of these numbers`);
  const items = add("ul", folded);
  for (const text of caveats) add("li", items, text);
}

export const caveatsOf = (rows) => [
  ...new Set(rows.flatMap(({ caveats }) => caveats.map((caveat) => names.caveat[caveat]))),
];

function sourceOf(view, rows) {
  const lists = [...new Set(rows.map(({ vintage }) => vintage))].sort().map(dayOf);
  const many = `${lists.length} lists from ${lists[0]} to ${lists.at(-1)}`;
  const few = { 1: `list of ${lists[0]}`, 2: `lists of ${lists.join(" and ")}` };
  const from = `${view.chart.publisher}, ${few[lists.length] ?? many}.`;
  return `Source: ${from}${sizesOf(valued(rows))}${lookOf(view, rows)}`;
}

function sizesOf(rows) {
  if (!rows.length) return "";
  const sizes = rows.map(({ n }) => n);
  const ends = [...new Set([Math.min(...sizes), Math.max(...sizes)])].map(counted).join(" to ");
  const words = "Lines and bands around a value are 95% intervals.";
  return ` ${counted(sizes.length)} marks, each of ${ends} cases. ${words}`;
}

const BREAKS =
  " Lists differ in where affiliations come from (printed, profiles, others who read them) and in " +
  "tracks; lines break there, and such values cannot be compared.";

function lookOf(view, rows) {
  const kinds = new Set(rows.map(({ kind }) => kind));
  return (kinds.size > 1 ? BREAKS : "") + gapsOf(view) + marksOf(view, rows);
}

// Says why a line of years has gaps.
function gapsOf({ kind, span, definition, chart: { gaps } }) {
  const gap = kind === "time" && span === "years" && gaps[definition];
  return gap ? ` ${gap}` : "";
}

function marksOf(view, rows) {
  if (view.beside) return ` Hollow marks: list of ${named("vintage", view.beside)}.`;
  const isOpen = view.kind === "time" && rows.some((row) => isFilling(view, row));
  return isOpen ? " Open marks: periods to which lists are still adding." : "";
}

function lackOf(view, rows) {
  const some = rows
    .slice(0, NAMED)
    .map((row) => `${headOf(view, row)} (n = ${counted(row.n)})`)
    .join("; ");
  const more = rows.length - NAMED;
  const rest = more > 0 ? `, and ${counted(more)} more in the table` : "";
  return `Not shown, because too few cases are known: ${some}${rest}.`;
}

const isShort = ({ kind, series, period }) =>
  kind === "country" &&
  series.flatMap(rowsOf).some((row) => row.period === period && row.n < FEWEST);

function linkBack(asked) {
  const text = "Compute Divide: this view with its question";
  const given = {
    target: "_blank",
    rel: "noopener",
    href: tables.page() + address("explore", asked),
  };
  add("a", say(notes, undefined, { className: "source" }), text, given);
}

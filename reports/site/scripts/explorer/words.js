// What a view and its rows are called.
import { counted, sizeOf } from "../sizes.js";
import { CASES, different, named, names } from "./data.js";

export const LABELS = {
  metric: "Metric",
  chart: "Chart",
  span: "Periods",
  period: "Period",
  team: "Teams",
  unit: "Measure",
  country: "Country",
  region: "Region",
  venue: "Venue",
  topic: "Topic",
  sector: "Origin",
  definition: "Definition",
  vintage: "List of",
  beside: "Compare with",
};
export const CHARTS = {
  time: "Over time",
  team: "Team classes ranked",
  country: "Countries ranked",
  region: "Regions ranked",
  venue: "Venues ranked",
  topic: "Topics ranked",
  sector: "Origins ranked",
  vintage: "From list to list",
};
const ALL = {
  country: "All countries",
  region: "All regions",
  venue: "All venues",
  topic: "All topics",
  sector: "All origins",
};
const PRINTED = "as printed";
const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };

export const caseName = (key, value) => (value === undefined ? ALL[key] : named(key, value));
export const dayOf = (day) => names.vintage[day] ?? new Date(day).toLocaleDateString("en-GB", DAY);

const casesOf = (view, series, keys = CASES) =>
  keys
    .filter((key) => series[key] !== undefined && view.varied.has(key))
    .map((key) => named(key, series[key]));

export const teamOf = (view, { team }) => (view.varied.has("team") ? [named("team", team)] : []);

const whoOf = (view, series) => [...casesOf(view, series), ...teamOf(view, series)];

function whenOf(view, { series, period }) {
  const isNamed = view.beside || view.kind === "vintage";
  const list = isNamed ? [`list of ${named("vintage", series.vintage)}`] : [];
  return [named("period", period), ...list];
}

export const headOf = (view, row) => [...whoOf(view, row.series), ...whenOf(view, row)].join(", ");

function countOf(row) {
  if (!row.n_unknown) return sizeOf(row);
  const what = row.series.country ? "of unknown class or country" : "unknown";
  return `${sizeOf(row)}, ${counted(row.n_unknown)} ${what}`;
}

export function sentence(view, row) {
  const head = headOf(view, row);
  if (row.value === null) return `${head}: not shown, n = ${counted(row.n)}`;
  const interval = row.interval && ` (95% interval ${row.interval})`;
  return `${head}: ${row.text}${interval}, ${countOf(row)}`;
}

// The lines of a tip.
export function tipOf(view, row) {
  const interval = row.interval && `95% interval ${row.interval}`;
  const when = whenOf(view, row).join(", ");
  const list = row.kind && `affiliations ${row.kind}`;
  return [...whoOf(view, row.series), when, row.text, interval, countOf(row), list]
    .filter(Boolean)
    .join("\n");
}

export function titleOf(view) {
  const { chart, many, values, kind, period, unit } = view;
  const several = many ? [inWords(values.map((value) => caseName(many, value)))] : [];
  const [team, ...others] = different(view.series, "team");
  const isOfTeam = view.varied.has("team") && !others.length;
  const who = isOfTeam ? [named("team", team).toLowerCase()] : [];
  const cases = casesOf(
    view,
    view,
    CASES.filter((key) => key !== many),
  );
  const measure = different(chart.series, "unit").length > 1 ? [named("unit", unit)] : [];
  const how = kind === "time" ? [] : [CHARTS[kind].toLowerCase(), named("period", period)];
  const parts = [
    [chart.title, ...who],
    [...measure, ...cases, ...several, ...how],
  ];
  return parts
    .map((part) => part.join(", "))
    .filter(Boolean)
    .join(": ");
}

// The finding of the answer, until the reader chooses another view.
export const findingOf = (view) => (view.said && view.chart.first.finding) || titleOf(view);

const inWords = (texts) => new Intl.ListFormat("en-GB").format(texts);

// A venue whose affiliations are no printed ones is marked among others.
export function labelOf({ kind }, row) {
  const list = kind === "venue" && row.kind && row.kind !== PRINTED ? ` (${row.kind})` : "";
  return named(kind, row.series[kind]) + list;
}

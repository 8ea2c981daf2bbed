// Finds the view for the choices of a reader. If the choices together have no rows, older choices
// are changed first and the newest one last.
import {
  answered,
  CASES,
  charts,
  different,
  isYear,
  KEYS,
  periods,
  rowsOf,
  symbols,
  valued,
} from "./data.js";

export const MOST = 6; // cases in one view
export const FEWEST = 30; // cases of a country that is ranked, as in the table of countries

export function resolve(asked, newest) {
  const chart = charts.find(({ metric }) => metric === (asked.metric ?? answered)) ?? charts[0];
  const view = { chart, kinds: kindsOf(chart) };
  view.kind = view.kinds.includes(asked.chart) ? asked.chart : usualKind(view);
  view.within = chart.series.filter((one) => view.kind === "time" || one[view.kind] !== undefined);
  const left = chooseTeams(view, asked, newestLists(view, chooseKeys(view, asked, newest)));
  choosePeriods(view, left, asked);
  chooseBeside(view, asked);
  // The number of the answer is read out until the reader chooses.
  view.said = Object.keys(asked).length ? undefined : chart.first.said;
  view.varied = new Set(
    ["team", ...CASES].filter((key) => different(chart.series, key).length > 1),
  );
  return view;
}

function kindsOf({ series }) {
  const ranked = ["team", ...CASES, "vintage"];
  return ["time", ...ranked.filter((key) => different(series, key).filter(Boolean).length > 1)];
}

// A metric that always has a case is a ranking, and so is one without periods to compare.
function usualKind({ chart: { series }, kinds }) {
  const required = CASES.find(
    (key) => series.every((one) => one[key] !== undefined) && different(series, key).length > 1,
  );
  const spanOf = ({ points }) =>
    new Set(points.map(([period]) => period).filter((one) => one !== "all"));
  const moves = series.some((one) => spanOf(one).size > 1);
  return required ?? (moves ? "time" : (kinds[1] ?? "time"));
}

// Chooses a value for each key, and returns the series that have all of them.
function chooseKeys(view, asked, newest) {
  let left = view.within;
  for (const key of [...new Set([...KEYS.filter((one) => one === newest), ...KEYS])]) {
    if (key === view.kind) continue;
    const options = different(left, key);
    const several = severalOf(view, asked, key, options);
    if (several.length > 1) Object.assign(view, { many: key, values: several });
    if (key === "vintage" && view.many) continue;
    view[key] = several.length ? several[0] : oneOf(view, asked, key, options, left);
    left = left.filter((one) =>
      view.many === key ? several.includes(one[key]) : one[key] === view[key],
    );
  }
  return left;
}

// An empty name stands for all cases, also where the answer has a case of its own.
function oneOf({ chart }, asked, key, options, left) {
  const wanted = asked[key] || undefined;
  if (key in asked && options.includes(wanted)) return wanted;
  if (options.includes(chart.first[key])) return chart.first[key];
  return usualOf(left, key, options);
}

// Returns the cases that the reader wants in one view; an empty name stands for all of them.
function severalOf({ kind, many }, asked, key, options) {
  if (kind !== "time" || many || !CASES.includes(key)) return [];
  const wanted = asked[key]?.includes(",") ? asked[key].split(",") : [];
  const known = new Set(wanted.map((one) => one || undefined));
  return [...known].filter((one) => options.includes(one)).slice(0, MOST);
}

// Selects all cases together, or else the case with most rows.
function usualOf(series, key, options) {
  if (!CASES.includes(key)) return options[0];
  if (options.includes(undefined)) return undefined;
  const cases = (option) =>
    valued(series.filter((one) => one[key] === option).flatMap(rowsOf)).reduce(
      (sum, { k, n }) => sum + (k ?? n),
      0,
    );
  return options.reduce((best, option) => (cases(option) > cases(best) ? option : best));
}

// Keeps the first list of each of several cases.
function newestLists({ many }, left) {
  if (many === undefined) return left;
  return left.filter(
    (series) => series.vintage === left.find((one) => one[many] === series[many]).vintage,
  );
}

function chooseTeams(view, asked, all) {
  view.teams = Object.keys(symbols).filter((team) => all.some((one) => one.team === team));
  view.hidden = [];
  let left = all.filter(({ team }) => team in symbols); // others have no mark
  if (view.kind === "time") {
    const usual = view.chart.first.team_class.map((team) => team || "all");
    const wanted = asked.teams?.split(",") ?? (usual.length ? usual : view.teams);
    if (view.teams.length > 1) view.hidden = view.teams.filter((team) => !wanted.includes(team));
  } else if (view.kind !== "team") {
    view.team = view.teams.includes(asked.team) ? asked.team : view.teams[0];
    left = all.filter((series) => series.team === view.team);
  }
  view.series = left.filter(({ team }) => !view.hidden.includes(team));
  const place = (series) => view.values.indexOf(series[view.many]);
  if (view.many) view.series.sort((a, b) => place(a) - place(b));
  return left;
}

function choosePeriods(view, left, asked) {
  const rows = left.flatMap(rowsOf);
  const known = valued(rows);
  const shown = new Set((known.length ? known : rows).map(({ period }) => period));
  const options = periods.filter((period) => shown.has(period));
  const years = options.filter(isYear);
  const longer = options.filter((period) => !isYear(period));
  if (view.kind === "time") {
    view.spans = [...(years.length ? ["years"] : []), ...(longer.length ? ["periods"] : [])];
    view.span = view.spans.includes(asked.span) ? asked.span : view.spans[0];
    return;
  }
  const spans = longer.filter((period) => period !== "all");
  const newest = spans.find((period) => period.endsWith("latest")) ?? spans.at(-1);
  const usual = newest ?? years.at(-1) ?? longer[0];
  view.periods = options;
  view.period = options.includes(asked.period) ? asked.period : usual;
}

// Finds the lists with the same series, and the list that was the newest one a year before.
function chooseBeside(view, asked) {
  view.besides = [];
  view.compared = [];
  if (view.kind === "vintage" || view.many) return;
  const isFree = (key) => [view.kind, "vintage"].includes(key);
  const same = view.within.filter((one) =>
    KEYS.every((key) => isFree(key) || one[key] === view[key]),
  );
  view.besides = different(same, "vintage").filter((vintage) => vintage !== view.vintage);
  if (!view.vintage) return;
  const year = `${+view.vintage.slice(0, 4) - 1}${view.vintage.slice(4)}`;
  view.yearBefore = view.besides.find((vintage) => vintage <= year);
  view.beside = view.besides.includes(asked.beside) ? asked.beside : undefined;
  view.compared = same.filter(
    ({ vintage, team }) =>
      vintage === view.beside &&
      !view.hidden.includes(team) &&
      (view.team === undefined || team === view.team),
  );
}

// Returns the rows of a view, one array for each line; a ranking is a single array.
export function linesOf(view) {
  const lines = view.kind === "time" ? overTime(view) : ranked(view);
  return lines.filter((rows) => rows.length);
}

function overTime({ series, compared, span }) {
  const isShown = ({ period, series: { points } }) =>
    isYear(period) === (span === "years") && (period !== "all" || points.length === 1);
  return [...series, ...compared].map((one) => rowsOf(one).filter(isShown));
}

function ranked({ kind, series, compared, period }) {
  const isShown = (row) => row.period === period && !(kind === "country" && row.n < FEWEST);
  const of = (every) => every.flatMap(rowsOf).filter(isShown);
  const size = (row) => (row.value === null ? -Infinity : row.value);
  const byList = (a, b) => (a.series.vintage < b.series.vintage ? -1 : 1);
  const bySize = (a, b) => size(b) - size(a);
  return [of(series).sort(kind === "vintage" ? byList : bySize), of(compared)];
}

// The series, rows and names that the files of the page's metrics have.
const {
  answer,
  metrics: shown,
  page: id,
  symbols: looks,
} = document.getElementById("explore").dataset;

export const CASES = ["country", "region", "venue", "topic", "sector"];
// Several cases in one view have these colours, in the order of the reader's choice.
const COLOURS = [
  "academic_only",
  "industry_only",
  "academia_industry",
  "other",
  "all",
  "muted",
].map((name) => `var(--${name})`);
export const KEYS = ["unit", ...CASES, "definition", "vintage"];
export const ALL_TEAMS = "all";
export const question = id;
export const answered = answer;
export const symbols = JSON.parse(looks);
export const charts = shown.split(" ").map((name) => metrics.find(({ metric }) => metric === name));
export const names = {};

for (const chart of charts) {
  for (const [key, values] of Object.entries(chart.names)) {
    names[key] = { ...names[key], ...values };
  }
  for (const series of chart.series) {
    series.chart = chart;
    series.team = series.team_class ?? ALL_TEAMS;
  }
}
names.team = { ...names.team_class, [ALL_TEAMS]: "All teams" };

export const colourOfCase = ({ values }, value) => COLOURS[values.indexOf(value)];
export const colourOf = (view, { series }) =>
  view.many ? colourOfCase(view, series[view.many]) : `var(--${series.team})`;
export const symbolOf = (team) => symbols[team];
export const axisOf = ({ unit }) => names.axis[unit];

export const isYear = (period) => /^\d{4}$/.test(period);

// Years, then longer periods from their start on, the longest first, then all years together.
export const periods = Object.keys(names.period).sort((a, b) => {
  const [start, end] = a.split("-");
  const [other, otherEnd] = b.split("-");
  const order = start === other ? end > otherEnd : start < other;
  return (a === "all") - (b === "all") || isYear(b) - isYear(a) || (order ? -1 : 1);
});

export const different = (series, key) => [...new Set(series.map((one) => one[key]))];
export const named = (key, value) => names[key]?.[value] ?? value;

// Points become objects when they are first shown.
export function rowsOf(series) {
  const { caveats, columns } = series.chart;
  series.objects ??= series.points.map((point, place) => {
    const row = Object.fromEntries(columns.map((name, index) => [name, point[index]]));
    const vintage = series.vintages?.[place] ?? series.vintage;
    const kind = series.kinds?.[place] ?? "";
    return { ...row, series, vintage, kind, caveats: caveats[row.caveats] };
  });
  return series.objects;
}

export const valued = (rows) => rows.filter(({ value }) => value !== null);

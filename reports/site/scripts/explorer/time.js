// Draws estimates over time: a line for each series, with its interval as a band.
import { axisName, MUTED, PAPER, scaleOf, TEXT, tip, widest, zeroOf } from "../scale.js";
import { axisOf, colourOf, named, periods, symbolOf, symbols, valued } from "./data.js";
import { caseName, teamOf } from "./words.js";

export function timeChart(view, all, room) {
  const lines = all.map((rows) => lineOf(view, rows)).filter(({ rows }) => rows.length);
  const plan = planOf(view, lines, room);
  for (const [index, line] of lines.entries()) place(line, index, plan);
  const flat = lines.flatMap(({ rows }) => rows);
  const pointer = { x: "x", y: "value", ...panelOf(plan, ({ series }) => series.team) };
  const svg = Plot.plot({
    ...plan.size,
    ...plan.panels,
    style: TEXT,
    x: plan.x,
    y: { ...plan.scale, grid: true, label: axisName(axisOf(view)), labelArrow: "none" },
    marks: [
      Plot.ruleY(zeroOf(plan.scale), { stroke: MUTED }),
      ...eventMarks(plan),
      ...panelNames(plan),
      ...lines.flatMap((line) => lineMarks(view, line, plan)),
      ...endNames(view, lines, plan),
      ...lines.map((line) => dots(view, line, plan)),
      tip(flat, Plot.pointer(pointer)),
    ],
  });
  return { svg, grid: lines.map(({ rows }) => rows) };
}

function lineOf(view, every) {
  const rows = valued(every);
  const [{ series }] = every;
  const isBeside = view.beside !== undefined && series.vintage === view.beside;
  const name = view.many ? caseName(view.many, series[view.many]) : teamOf(view, series).join();
  return { rows, series, isBeside, name: isBeside ? "" : name };
}

// Several cases and several teams are small multiples of one scale: beside each other, or below
// each other on a phone.
function planOf(view, lines, room) {
  const isYears = view.span === "years";
  const shown = new Set(lines.flatMap(({ rows }) => rows.map(({ period }) => period)));
  const positions = periods.filter((period) => shown.has(period));
  const at = isYears ? positions.map(Number) : positions.map((_, index) => index);
  const [first, last] = [Math.min(...at), Math.max(...at)];
  const teams = Object.keys(symbols).filter((team) =>
    lines.some(({ series }) => series.team === team),
  );
  const isSplit = view.many && teams.length > 1;
  const side = isSplit ? (room.width < 480 ? "fy" : "fx") : undefined;
  const scale = scaleOf(
    axisOf(view),
    lines.flatMap(({ rows }) => rows),
  );
  const plan = { isYears, positions, first, last, side, teams, scale, count: lines.length };
  for (const line of lines) {
    const end = line.rows.at(-1).period;
    if (isYears && line.name && +end < last) line.name += `\nto ${end}`;
  }
  plan.panels = side && { [side]: { domain: teams.map(teamName), axis: null } };
  plan.events = isYears ? view.chart.events.filter(({ year }) => year > first && year <= last) : [];
  return Object.assign(plan, layoutOf(view, lines, plan, room));
}

const teamName = (team) => named("team", team);

function layoutOf(view, lines, plan, { width, height: most }) {
  const { isYears, positions, first, last, side, teams, scale } = plan;
  const across = side === "fx" ? teams.length : 1;
  const down = side === "fy" ? teams.length : 1;
  const left = 14 + Math.max(38, widest(scale.ticks.map?.(scale.tickFormat) ?? []));
  const names = Math.min(widest(lines.map(({ name }) => name)) + 14, Math.max(150, width / 4));
  const inner = (width - left - 18) / across - names;
  const head = axisName(axisOf(view)) || side ? 30 : 14;
  const above = head + (plan.events.length && !side ? 48 : 0);
  const isNarrow = !isYears && inner < 95 * positions.length;
  const own = Math.round(200 + width * 0.25) * (down > 1 ? 0.7 * down : 1);
  const height = most ? Math.max(most, 200 * down) : own + above - 14;
  const margins = { marginLeft: left, marginRight: 18, marginTop: above };
  const step = inner / Math.max(1, last - first + 0.6);
  const domain = isYears
    ? [first - 0.3, last + 0.3 + names / step]
    : [-0.5, positions.length - 0.5 + (names * positions.length) / inner];
  return {
    panelHeight: height / down - above - 46,
    size: { width, height, ...margins, marginBottom: isNarrow ? 44 : 30 },
    x: { domain, ticks: ticksOf(plan, step), tickFormat: tickName(plan, isNarrow), label: null },
  };
}

function ticksOf({ first, last }, step) {
  const every = Math.max(1, Math.ceil(40 / step));
  const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return places.filter((place) => (last - place) % every === 0);
}

function tickName({ isYears, positions }, isNarrow) {
  if (isYears) return String;
  const name = (x) => named("period", positions[x]);
  return isNarrow ? (x) => name(x).replace("–", "–\n").replace(" ", "\n") : name;
}

// Marks of longer periods and of other lists stand side by side, so that no mark hides another.
function place({ rows, isBeside }, index, { isYears, positions, count }) {
  const middle = (index - (count - 1) / 2) * Math.min(0.16, 0.7 / count);
  const aside = isYears ? (isBeside ? 0.12 : 0) : middle;
  for (const row of rows) {
    row.x = (isYears ? +row.period : positions.indexOf(row.period)) + aside;
  }
}

const panelOf = ({ side }, teamOfRow) => side && { [side]: (row) => teamName(teamOfRow(row)) };

// Draws bands over consecutive years, and a bar for an interval without neighbours. No line or
// band crosses a year without an estimate, or to a list of another kind.
function lineMarks(view, { rows, series, isBeside }, plan) {
  const stroke = colourOf(view, { series });
  const panel = panelOf(plan, () => series.team);
  const [, top] = plan.scale.domain;
  const bounded = rows
    .filter((row) => row.ci_low !== null)
    .map((row) => ({ ...row, ci_high: row.ci_high ?? top }));
  const bar = { x: "x", y1: "ci_low", y2: "ci_high", stroke, strokeWidth: 2, ...panel };
  if (!plan.isYears) return [Plot.ruleX(bounded, { ...bar, strokeOpacity: isBeside ? 0.4 : 0.8 })];
  const kinds = new Map(bounded.map(({ x, kind }) => [x, kind]));
  const alone = ({ x, kind }) =>
    isBeside || !(kinds.get(x - 1) === kind || kinds.get(x + 1) === kind);
  const years = withGaps(rows);
  const high = (row) => (row.ci_low === null ? null : (row.ci_high ?? top));
  const band = {
    x: "x",
    y1: "ci_low",
    y2: high,
    fill: stroke,
    fillOpacity: view.many ? 0.08 : 0.14,
  };
  const dash = isBeside ? "4 3" : undefined;
  const line = { x: "x", y: "value", stroke, strokeWidth: 2, strokeDasharray: dash, ...panel };
  return [
    ...(isBeside ? [] : [Plot.areaY(years, { ...band, ...panel })]),
    Plot.ruleX(bounded.filter(alone), { ...bar, strokeOpacity: 0.45 }),
    Plot.lineY(years, line),
  ];
}

function withGaps(rows) {
  const byYear = new Map(rows.map((row) => [row.x, row]));
  const first = rows[0].x;
  const empty = { value: null, ci_low: null, ci_high: null };
  return Array.from({ length: rows.at(-1).x - first + 1 }, (_, index) => {
    const x = first + index;
    const row = byYear.get(x) ?? { x, ...empty };
    const isBreak = byYear.has(x - 1) && byYear.get(x - 1).kind !== row.kind;
    return isBreak ? [{ x: x - 0.5, ...empty }, row] : [row];
  }).flat();
}

// Lists still add to the periods of open marks.
export const isFilling = (view, row) => !view.beside && row.caveats.includes("still_filling");

function dots(view, { rows, series, isBeside }, plan) {
  const colour = colourOf(view, { series });
  const isOpen = rows.some((row) => isFilling(view, row));
  const open = isOpen ? (row) => (isFilling(view, row) ? PAPER : colour) : colour;
  return Plot.dot(rows, {
    x: "x",
    y: "value",
    r: view.many ? 3 : 4.5,
    className: "mark",
    symbol: symbolOf(series.team),
    stroke: colour,
    strokeWidth: 1.5,
    fill: isBeside ? PAPER : open,
    ...panelOf(plan, () => series.team),
  });
}

function endNames(view, lines, plan) {
  const label = { dx: 9, textAnchor: "start", stroke: PAPER, strokeWidth: 3 };
  // The marks of a period stand side by side, so its names stand behind all of them.
  const ends = (period) =>
    lines.map(({ rows }) => rows.at(-1)).filter((end) => end.period === period);
  const behind = (rows) => Math.max(...ends(rows.at(-1).period).map(({ x }) => x));
  return endsOf(lines, plan).map(({ rows, series, name, y }) =>
    Plot.text([rows.at(-1)], {
      ...label,
      x: () => (plan.isYears ? plan.last : behind(rows)),
      y: () => y,
      text: () => name,
      fill: colourOf(view, { series }),
      ...panelOf(plan, () => series.team),
    }),
  );
}

// Returns each named line with the height of its name, so that no name covers another of its panel.
function endsOf(lines, { side, scale, panelHeight }) {
  const [low, top] = scale.domain;
  const tallest = lines.some(({ name }) => name.includes("\n")) ? 28 : 14;
  const gap = ((scale.nice ? 1.25 : 1) * tallest * (top - low)) / panelHeight;
  const ends = lines
    .filter(({ name }) => name)
    .map((line) => ({ ...line, y: line.rows.at(-1).value }));
  for (const group of Map.groupBy(ends, ({ series }) => side && series.team).values()) {
    group.sort((a, b) => b.y - a.y);
    group.forEach((end, index) => {
      end.y = Math.min(index ? group[index - 1].y - gap : top, end.y);
    });
    group.reverse().forEach((end, index) => {
      end.y = Math.max(index ? group[index - 1].y + gap : low + gap / 2, end.y);
    });
  }
  return ends;
}

// Words on an event stand above the marks, on the side that has room.
function eventMarks({ events, side, x: { domain } }) {
  const middle = (domain[0] + domain[1]) / 2;
  return events.flatMap(({ year, sentence }) => {
    const rule = Plot.ruleX([year - 0.5], { stroke: MUTED, strokeDasharray: "2 3" });
    const text = Plot.text([year - 0.5], {
      x: (x) => x,
      frameAnchor: "top",
      lineAnchor: "bottom",
      text: () => sentence,
      lineWidth: 11,
      dy: -16,
      textAnchor: year > middle ? "end" : "start",
      fill: MUTED,
      fontSize: 12,
    });
    return side ? [rule] : [rule, text];
  });
}

function panelNames({ side, teams }) {
  if (!side) return [];
  const look = { frameAnchor: "top-left", dy: -16, fontWeight: "bold" };
  return [Plot.text(teams, { [side]: teamName, text: teamName, ...look })];
}

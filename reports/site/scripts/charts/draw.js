// Draws estimates over time: a line for each series, with its interval as a band.
import {
  axisName,
  MUTED,
  PAPER,
  pushed,
  scaleOf,
  TEXT,
  tip,
  widest,
  wrapped,
  zeroOf,
} from "../scale.js";
import { sizeOf } from "../sizes.js";

const HEIGHT = 15; // pixels of a line of a name
const NARROW = 480; // on such a screen, names have several lines and marks are small
const [LARGE, SMALL] = [16, 11]; // pixels of a letter in a picture

// A picture has words above and below the chart.
export function chart(view, width, words) {
  const lines = view.lines.map((line, index) => placed(view, line, index));
  const plan = layout(view, lines, width);
  const points = lines.flatMap((line) => line.points);
  const around = words ? picture(words, plan.size) : { marks: [] };
  return Plot.plot({
    ...plan.size,
    ...around.size,
    style: { ...TEXT, background: PAPER },
    x: plan.x,
    y: { ...plan.scale, grid: true, label: axisName(view.scale), labelArrow: "none" },
    marks: [
      Plot.ruleY(zeroOf(plan.scale), { stroke: MUTED }),
      ...plan.events.flatMap((event) => eventMarks(event, plan.x.domain)),
      ...lines.flatMap((line) => lineMarks(line, plan)),
      ...endNames(lines, plan),
      ...lines.map((line) => dots(line, plan)),
      ...around.marks,
      tip(points, Plot.pointer({ x: "x", y: "value" })),
    ],
  });
}

function picture({ above, below }, { width, height, marginLeft, marginTop, marginBottom }) {
  const part = (text, fontSize) => {
    const lines = wrapped(text, (width - 16) * (13 / fontSize));
    return { text: lines.join("\n"), fontSize, tall: lines.length * fontSize * 1.3 + 8 };
  };
  const [head, foot] = [part(above, LARGE), part(below, SMALL)];
  const [top, bottom] = [marginTop + head.tall, marginBottom + foot.tall];
  const mark = ({ text, fontSize }, side, dy) => {
    const look = {
      frameAnchor: `${side}-left`,
      lineAnchor: side,
      dx: 8 - marginLeft,
      dy,
      fontSize,
    };
    return Plot.text([text], { text: (words) => words, lineHeight: 1.3, ...look });
  };
  return {
    size: { height: height + head.tall + foot.tall, marginTop: top, marginBottom: bottom },
    marks: [mark(head, "top", 6 - top), mark(foot, "bottom", bottom - 6)],
  };
}

// Gives each point its place, and its run of years: no line crosses a year without an estimate, or
// to a list of another kind. Marks of longer periods stand side by side, so that none hides another.
function placed(view, { name, look, symbol, points }, index) {
  const isYears = view.span === "years";
  const periods = Object.keys(view.periods);
  const count = view.lines.length;
  const aside = (index - (count - 1) / 2) * Math.min(0.16, 0.7 / count);
  let run = 0;
  const placeOf = (period) => (isYears ? +period : periods.indexOf(period) + aside);
  const rows = points.map(rowOf).map((row) => {
    return { ...row, x: placeOf(row.period), title: tipOf(view, name, row) };
  });
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (before && (row.x !== before.x + 1 || row.kind !== before.kind)) run += 1;
    row.run = run;
  }
  return { name, symbol, colour: `var(--${look})`, points: rows };
}

export function rowOf([period, value, ci_low, ci_high, n, k, text, interval, isOpen, kind]) {
  return { period, value, ci_low, ci_high, n, k, text, interval, isOpen, kind };
}

function tipOf({ periods }, name, row) {
  const interval = row.interval && `95% interval ${row.interval}`;
  const list = row.kind && `affiliations ${row.kind}`;
  const lines = [name, periods[row.period], row.text, interval, sizeOf(row), list];
  return lines.filter(Boolean).join("\n");
}

function layout(view, lines, width) {
  const isYears = view.span === "years";
  const keys = Object.keys(view.periods);
  const at = isYears ? keys.map(Number) : keys.map((_, index) => index);
  const [first, last] = [at[0], at.at(-1)];
  const points = lines.flatMap((line) => line.points);
  const scale = scaleOf(view.scale, points);
  const isPhone = width < NARROW;
  for (const line of lines) line.words = endWords(line, isYears && last, isPhone);
  const left = 14 + Math.max(38, widest(scale.ticks.map?.(scale.tickFormat) ?? []));
  const names = lines.length > 1 ? widest(lines.flatMap(({ words }) => words)) + 16 : 8;
  const inner = width - left - 18 - names;
  const events = view.events.filter(({ year }) => year > first && year <= last);
  const above = (axisName(view.scale) ? 30 : 14) + (events.length ? 48 : 0);
  const isNarrow = !isYears && inner < 95 * keys.length;
  const height = Math.round(186 + width * 0.25) + above;
  const step = inner / Math.max(1, last - first + 0.6);
  const x = isYears
    ? { domain: [first - 0.3, last + 0.3 + names / step], ticks: ticksOf(first, last, step) }
    : { domain: [-0.5, keys.length - 0.5 + (names * keys.length) / inner], ticks: at };
  x.tickFormat = isYears ? String : (index) => nameOf(view.periods[keys[index]], isNarrow);
  return {
    isYears,
    radius: isPhone ? 3 : 4.5,
    scale,
    events,
    last,
    panel: height - above - 46,
    size: {
      width,
      height,
      marginLeft: left,
      marginRight: 18,
      marginTop: above,
      marginBottom: isNarrow ? 44 : 30,
    },
    x: { ...x, label: null },
  };
}

// A line that ends before the last year says so.
function endWords({ name, points }, last, isPhone) {
  const { period } = points.at(-1);
  const words = last && name && +period < last ? `${name} (to ${period})` : name;
  return isPhone ? wrapped(words, 84) : [words];
}

const nameOf = (name, isNarrow) => (isNarrow ? name.replace("–", "–\n").replace(" ", "\n") : name);

function ticksOf(first, last, step) {
  const every = Math.max(1, Math.ceil(40 / step));
  const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return places.filter((place) => (last - place) % every === 0);
}

// Draws bands over consecutive years, and a bar for an interval without neighbours.
function lineMarks({ points, colour }, { isYears, scale }) {
  const [, top] = scale.domain;
  let gaps = 0; // a point without an interval ends a band
  const bounded = points
    .map((row) => {
      gaps += row.ci_low === null;
      return { ...row, run: `${row.run} ${gaps}`, ci_high: row.ci_high ?? top };
    })
    .filter((row) => row.ci_low !== null);
  const runs = Map.groupBy(bounded, ({ run }) => run);
  const alone = bounded.filter(({ run }) => !isYears || runs.get(run).length === 1);
  const ends = { x: "x", y1: "ci_low", y2: "ci_high" };
  const bar = { ...ends, stroke: colour, strokeWidth: 2, strokeOpacity: isYears ? 0.45 : 0.8 };
  const band = { ...ends, z: "run", fill: colour, fillOpacity: 0.14 };
  const line = { x: "x", y: "value", z: "run", stroke: colour, strokeWidth: 2 };
  return isYears
    ? [Plot.areaY(bounded, band), Plot.ruleX(alone, bar), Plot.lineY(points, line)]
    : [Plot.ruleX(alone, bar)];
}

// Lists still add to the periods of open marks.
function dots({ points, symbol, colour }, { radius }) {
  const fill = ({ isOpen }) => (isOpen ? PAPER : colour);
  const look = { r: radius, className: "mark", symbol, stroke: colour, strokeWidth: 1.5 };
  return Plot.dot(points, { x: "x", y: "value", ...look, fill });
}

// Names stand at the ends of lines, so that none covers another.
function endNames(lines, { isYears, last, scale, panel }) {
  if (lines.length < 2) return [];
  const [low, top] = scale.domain;
  const tall = ((scale.nice ? 1.25 : 1) * HEIGHT * (top - low)) / panel;
  const ends = lines
    .map(({ words, colour, points }) => ({ words, colour, ...points.at(-1) }))
    .sort((a, b) => b.value - a.value);
  const places = pushed(
    ends.map(({ value }) => top - value),
    ends.map(({ words }) => tall * words.length),
    top - low,
  );
  const right = isYears ? last : Math.max(...ends.map(({ x }) => x));
  const look = { dx: 9, textAnchor: "start", stroke: PAPER, strokeWidth: 3 };
  return ends.map(({ words, colour }, index) =>
    Plot.text([words.join("\n")], {
      ...look,
      x: () => right,
      y: () => top - places[index],
      text: (name) => name,
      fill: colour,
    }),
  );
}

// Words on an event stand above the marks, on the side that has room.
function eventMarks({ year, sentence }, [first, last]) {
  const look = { frameAnchor: "top", lineAnchor: "bottom", lineWidth: 11, dy: -16, fontSize: 12 };
  return [
    Plot.ruleX([year - 0.5], { stroke: MUTED, strokeDasharray: "2 3" }),
    Plot.text([year - 0.5], {
      ...look,
      x: (x) => x,
      text: () => sentence,
      textAnchor: year > (first + last) / 2 ? "end" : "start",
      fill: MUTED,
    }),
  ];
}

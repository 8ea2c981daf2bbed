// Draws the cases of one period by size: bars from zero, or points where zero is not in reach.
import {
  axisName,
  INK,
  MUTED,
  PAPER,
  scaleOf,
  TEXT,
  ticksIn,
  tip,
  widest,
  wrapped,
  zeroOf,
} from "../scale.js";
import { axisOf, colourOf, rowsOf, symbolOf, valued } from "./data.js";
import { labelOf } from "./words.js";

export function ranking(view, [ranked, compared = []], { width, height = Infinity }) {
  for (const row of [...ranked, ...compared]) row.label = labelOf(view, row);
  const rows = valued(ranked);
  const labels = rows.map(({ label }) => label);
  const other = valued(compared).filter(({ label }) => labels.includes(label));
  const broken = (label) => wrapped(label, 0.4 * width);
  const tallest = Math.max(...labels.map((label) => broken(label).length));
  const lines = (label) => broken(label).join("\n");
  const unit = axisName(axisOf(view));
  const numbers = rows.map(({ text }) => text.replace(` ${unit}`, "")); // the axis has the unit
  const marginLeft = 14 + widest(labels.map(lines));
  const marginRight = 12 + widest(numbers);
  const scale = scaleOfAll(view, rows, other);
  const ticks = ticksIn(scale, width - marginLeft - marginRight);
  const least = tallest > 1 ? 10 + 13 * tallest : 16;
  const svg = Plot.plot({
    width,
    height: 62 + rows.length * Math.max(least, Math.min(24, (height - 62) / rows.length)),
    marginTop: 42,
    marginBottom: 8,
    marginRight,
    marginLeft,
    style: TEXT,
    color: { type: "identity" },
    x: { ...scale, ticks, grid: true, axis: "top", label: unit, labelArrow: "none" },
    y: { domain: labels, label: null, tickSize: 0, tickFormat: lines, padding: 0.3 },
    marks: [
      ...sizeMarks(view, rows, scale),
      ...besideMarks(other),
      valueTexts(rows, numbers, scale),
      tip([...rows, ...other], Plot.pointer({ x: "value", y: "label", maxRadius: Infinity })),
    ],
  });
  return { svg, grid: [rows, other].filter((one) => one.length) };
}

// All periods have the same scale, so that their bars can be compared.
function scaleOfAll(view, rows, other) {
  const fewest = Math.min(...rows.map(({ n }) => n));
  const every = valued(view.series.flatMap(rowsOf)).filter(({ n }) => n >= fewest);
  return scaleOf(axisOf(view), [...rows, ...other, ...every.map(({ value }) => ({ value }))]);
}

const hasZero = ({ domain: [low] }) => low <= 0;

function sizeMarks(view, rows, scale) {
  const [, top] = scale.domain;
  const fill = (row) => colourOf(view, row);
  const mark = { y: "label", className: "mark", fill };
  const intervals = rows
    .filter((row) => row.ci_low !== null)
    .map((row) => ({ ...row, ci_high: row.ci_high ?? top }));
  const bar = { x1: "ci_low", x2: "ci_high", y: "label", stroke: INK, strokeWidth: 1.5 };
  return [
    hasZero(scale)
      ? Plot.barX(rows, { ...mark, x1: 0, x2: "value", fillOpacity: 0.55 })
      : Plot.dot(rows, { ...mark, x: "value", r: 5, symbol: symbolOf(rows[0].series.team) }),
    Plot.ruleX(zeroOf(scale), { stroke: MUTED }),
    Plot.ruleY(intervals, bar),
  ];
}

function besideMarks(rows) {
  const look = { r: 4.5, className: "mark", fill: PAPER, stroke: INK, strokeWidth: 1.5 };
  return [Plot.dot(rows, { x: "value", y: "label", ...look })];
}

function valueTexts(rows, text, scale) {
  const [, top] = scale.domain;
  const endOf = ({ value, ci_low: low, ci_high: high }) => (low === null ? value : (high ?? top));
  const x = (row) => Math.max(hasZero(scale) ? 0 : row.value, row.value, endOf(row));
  const look = { textAnchor: "start", dx: 7, fill: INK, fontSize: 12 };
  return Plot.text(rows, { x, y: "label", text, ...look });
}

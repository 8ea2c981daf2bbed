// Draws all combinations in order of value, and names the answer, its neighbours by one choice
// that are farthest from it, and the combination of the reader.
import {
  axisName,
  INK,
  MUTED,
  PAPER,
  pushed,
  scaleOf,
  TEXT,
  ticksIn,
  tip,
  widest,
  withoutStyle,
  wrapped,
  zeroOf,
} from "../scale.js";

const NEIGHBOURS = 7; // beside the answer and the reader's combination
const OF_AN_AXIS = 2;
const LINE = 13; // pixels
const OWN = "var(--link)";
const OTHER = "var(--industry_text)";
const [HEAD, SIDE] = [42, 20]; // pixels beside the panel

export function draw(rows, axes, chosen, drawing) {
  const width = Math.max(280, drawing.clientWidth);
  const shown = rows.filter((row) => !row.is_repeat);
  shown.sort((a, b) => a.value - b.value);
  for (const [rank, row] of shown.entries()) Object.assign(row, { rank, title: tipOf(row, axes) });
  const marks = named(shown, axes, chosen);
  const room = Math.min(0.45 * width, 14 + widest(marks.map(({ name }) => name)));
  const height = spread(marks, room, shown.length);
  const svg = plot(shown, marks, { width, height, room });
  drawing.replaceChildren(withoutStyle(svg));
  const names = marks.map(({ name }) => name).join("; ");
  drawing.setAttribute("aria-label", `${shown.length} combinations by value. Named: ${names}`);
}

const changes = ({ choices }) => choices.filter(Boolean).length;

function named(shown, axes, chosen) {
  const answer = shown.find((row) => !changes(row));
  const mark = (row, words, colour, sign = ":") => ({
    row,
    name: `${words}${sign} ${row.text.replace(" ", "\u00a0")}`,
    colour,
  });
  const away = ({ value }) => Math.abs(value - answer.value);
  const neighbours = shown.filter((row) => changes(row) === 1 && row !== chosen);
  neighbours.sort((a, b) => away(b) - away(a));
  const taken = axes.map(() => 0);
  const isTaken = ({ choices }) => ++taken[choices.findIndex(Boolean)] <= OF_AN_AXIS;
  const farthest = neighbours.filter(isTaken).slice(0, NEIGHBOURS);
  return [
    ...(answer ? [mark(answer, "The answer", OWN)] : []),
    ...farthest.map((row) => mark(row, wordsOf(row, axes)[0], INK, ",")),
    ...(shown.includes(chosen) && chosen !== answer ? [mark(chosen, "Your choice", OTHER)] : []),
  ].sort((a, b) => b.row.rank - a.row.rank);
}

const wordsOf = ({ choices }, axes) =>
  axes
    .map(({ label, choices: all }, index) => [
      `${label}: ${all[choices[index]].label}`,
      choices[index],
    ])
    .filter(([, place]) => place)
    .map(([words]) => words);

function tipOf(row, axes) {
  const interval = row.interval && `95% interval ${row.interval}`;
  const words = wordsOf(row, axes);
  return [...(words.length ? words : ["The answer"]), row.text, interval]
    .filter(Boolean)
    .join("\n");
}

// Gives each name lines and a height between the ranks, so that no name covers another, and
// returns the height of the panel.
function spread(marks, room, count) {
  for (const mark of marks) {
    mark.lines = wrapped(mark.name, 0.88 * (room - 14)); // bold letters are wider
    mark.tall = LINE * mark.lines.length + 7;
  }
  const names = marks.reduce((sum, { tall }) => sum + tall, 0);
  const height = Math.max(380, names);
  const tall = marks.map((mark) => mark.tall);
  const own = marks.map(({ row }) => height * (1 - (row.rank + 0.5) / count));
  const turned = own.map((top) => height - top).reverse();
  const down = pushed(own, tall, height);
  const up = pushed(turned, tall.toReversed(), height).reverse();
  for (const [index, mark] of marks.entries()) {
    mark.y = (1 - (down[index] + height - up[index]) / 2 / height) * count - 0.5;
  }
  return height;
}

function plot(shown, marks, { width, height, room }) {
  const values = shown.map(({ value }) => ({ value }));
  const scale = scaleOf(specifications.scale, [...values, ...marks.map(({ row }) => row)]);
  const [, end] = scale.domain;
  const look = { nice: false, grid: true, axis: "top", label: axisName(specifications.scale) };
  return Plot.plot({
    width,
    height: HEAD + height,
    marginTop: HEAD,
    marginBottom: 0,
    marginLeft: SIDE,
    marginRight: room,
    style: TEXT,
    x: { ...scale, ...look, ticks: ticksIn(scale, width - room - SIDE), labelArrow: "none" },
    y: { domain: [-0.5, shown.length - 0.5], axis: null },
    color: { type: "identity" },
    marks: [
      Plot.ruleX(zeroOf(scale), { stroke: MUTED }),
      intervals(shown, end, { stroke: MUTED, strokeOpacity: 0.22 }),
      Plot.dot(shown, { x: "value", y: "rank", r: 1.5, fill: MUTED }),
      ...marks.flatMap((mark) => nameMarks(mark, end)),
      tip(shown, Plot.pointer({ x: "value", y: "rank" })),
    ],
  });
}

function intervals(rows, end, look) {
  const known = rows.filter((row) => row.ci_low !== null);
  const x2 = (row) => row.ci_high ?? end;
  return Plot.ruleY(known, { y: "rank", x1: "ci_low", x2, clip: true, ...look });
}

function nameMarks({ row, lines, y, colour }, end) {
  const label = { frameAnchor: "right", textAnchor: "start", dx: 8, y: () => y };
  const line = [
    { x: row.value, y: row.rank },
    { x: end, y },
  ];
  const isChosen = colour !== INK;
  return [
    intervals([row], end, { stroke: colour, strokeWidth: 2 }),
    Plot.lineY(line, { x: "x", y: "y", stroke: colour, strokeOpacity: 0.4 }),
    Plot.dot([row], { x: "value", y: "rank", r: 5, fill: colour, stroke: PAPER }),
    Plot.text([lines.join("\n")], {
      ...label,
      text: (words) => words,
      fill: colour,
      fontWeight: isChosen ? "bold" : "normal",
    }),
  ];
}

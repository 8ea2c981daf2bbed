// A control for each choice of an answer, and the number of every combination, which the address
// keeps: #choose?list=all&span=since_2018 has the choices that differ from the answer's.
import { sizeOf } from "../sizes.js";
import { draw } from "./draw.js";

const TEAM = "team"; // the axis whose numbers stand side by side
const { add } = tables;
const { axes, columns } = specifications;
const section = document.getElementById("choose");
const parts = ["output", ".controls", ".chart", "button", ".code", "[role=status]"];
const [output, controls, drawing, button, code, status] = parts.map((part) =>
  section.querySelector(part),
);
const rows = specifications.rows.map((row) =>
  Object.fromEntries(columns.map((name, index) => [name, row[index]])),
);
const combinations = new Map(rows.map((row) => [String(row.choices), row]));
let chosen = axes.map(() => 0); // the place of a choice on each axis; the answer's is the first
let drawn; // the width of the chart

const withChoice = (index, place) => chosen.with(index, place);
const rowOf = (places) => combinations.get(String(places));

function read() {
  const [anchor, query = ""] = location.hash.slice(1).split("?");
  if (drawn && anchor && anchor !== "choose") return; // another part of the page
  const asked = new URLSearchParams(anchor === "choose" ? query : "");
  chosen = axes.map(({ axis, choices }) => {
    const place = choices.findIndex(({ choice }) => choice === asked.get(axis));
    return Math.max(0, place);
  });
  if (!drawn && query && anchor === "choose") section.scrollIntoView();
  show();
}

function address() {
  const other = axes
    .map(({ axis, choices }, index) => [axis, choices[chosen[index]].choice])
    .filter((_, index) => chosen[index]);
  return `#choose${other.length ? `?${new URLSearchParams(other)}` : ""}`;
}

function choose(index, place) {
  chosen = withChoice(index, place);
  history.pushState(null, "", address());
  show();
}

function show() {
  status.textContent = "";
  code.hidden = true;
  for (const [index, control] of shown.entries()) control(chosen[index], index);
  output.textContent = sentence(rowOf(chosen));
  drawChart();
}

function sentence(row) {
  if (!row) return "No number: these choices exclude each other, or have too few cases.";
  const interval = row.interval && ` (95% interval ${row.interval})`;
  const whose = chosen.some(Boolean) ? "" : "The answer: ";
  return `${whose}${row.text}${interval}, ${sizeOf(row)} ${specifications.counted ?? ""}`.trim();
}

function drawChart() {
  drawn = drawing.clientWidth;
  draw(rows, axes, rowOf(chosen), drawing);
}

// Makes a control, and returns the function that shows a place in it.
function menu({ axis, label, choices }, index) {
  const list = add("select", add("label", controls, label), undefined, { name: axis });
  for (const [place, choice] of choices.entries()) add("option", list, nameOf(choice, place));
  list.addEventListener("change", () => choose(index, list.selectedIndex));
  return (place) => {
    list.selectedIndex = place;
  };
}

function buttons({ axis, label, choices }, index) {
  const group = add("fieldset", controls);
  add("legend", group, label);
  const lines = choices.map((choice, place) => {
    const line = add("label", group);
    const box = add("input", line, undefined, { type: "radio", name: axis });
    const number = add("strong", line);
    line.append(` ${nameOf(choice, place)}`);
    box.addEventListener("change", () => choose(index, place));
    return { box, number };
  });
  return (chosenPlace) => {
    for (const [place, { box, number }] of lines.entries()) {
      box.checked = place === chosenPlace;
      number.textContent = rowOf(withChoice(index, place))?.text ?? "no number";
    }
  };
}

const nameOf = ({ label }, place) => (place ? label : `${label} (answer)`);

section.querySelector("#chooser").hidden = false;
section.querySelector("details").open = false; // open where no script runs
const shown = axes.map((axis, index) => (axis.axis === TEAM ? buttons : menu)(axis, index));
button.addEventListener("click", () =>
  tables.copy(tables.page() + address(), "address", code, status),
);
read();
addEventListener("popstate", read);
new ResizeObserver(() => drawing.clientWidth !== drawn && drawChart()).observe(drawing);

// The menus and boxes of a view.
import { INK, withoutStyle } from "../scale.js";
import { MOST } from "./choose.js";
import { CASES, charts, colourOfCase, different, KEYS, named, symbolOf } from "./data.js";
import { add, controls } from "./page.js";
import { CHARTS, caseName, LABELS } from "./words.js";

const SPANS = { years: "Each year", periods: "Longer periods" };

// `choose` takes the key and the value that a reader chose.
export function showControls(view, choose) {
  const isFocused = controls.contains(document.activeElement);
  const focused = isFocused && document.activeElement.name;
  controls.replaceChildren();
  const menu = menuOf(view, choose);
  kindMenus(view, menu);
  caseMenus(view, menu);
  listMenus(view, menu);
  compareMenu(view, choose);
  caseBoxes(view, choose);
  teamBoxes(view, choose);
  if (focused) controls.querySelector(`[name="${focused}"]`)?.focus();
}

function menuOf(view, choose) {
  const current = { ...view, metric: view.chart.metric, chart: view.kind };
  return (key, options, label) => {
    if (options.length < 2) return;
    const list = add("select", add("label", controls, LABELS[key]), undefined, { name: key });
    for (const option of options) {
      const selected = option === current[key];
      add("option", list, label(option), { value: option ?? "", selected });
    }
    list.addEventListener("change", () => choose(key, list.value || allOf(view, key)));
  };
}

function kindMenus(view, menu) {
  const titles = Object.fromEntries(charts.map(({ metric, title }) => [metric, title]));
  menu("metric", Object.keys(titles), (metric) => titles[metric]);
  menu("chart", view.kinds, (kind) => CHARTS[kind]);
  menu("span", view.spans ?? [], (span) => SPANS[span]);
  menu("period", [...(view.periods ?? [])].reverse(), (period) => named("period", period));
  if (view.team) menu("team", view.teams, (team) => named("team", team));
}

// All cases have a name in the address only where the chart opens on one of them.
const allOf = ({ chart }, key) => (chart.first[key] ? "" : undefined);

// Returns the values of a key in the series that have the view's values of other keys.
function withRows({ kind, within, ...view }, key, before) {
  const fits = (series) => before.every((one) => one === kind || series[one] === view[one]);
  return different(within.filter(fits), key);
}

function caseMenus(view, menu) {
  menu("unit", withRows(view, "unit", []), (unit) => named("unit", unit));
  for (const key of CASES.filter((one) => one !== view.kind && one !== view.many)) {
    menu(key, byName(key, different(view.within, key)), (value) => caseName(key, value));
  }
}

function listMenus(view, menu) {
  const { kind, many } = view;
  if (kind === "vintage" || many) return;
  const lists = withRows(view, "vintage", ["unit", ...CASES, "definition"]);
  menu("vintage", lists, (vintage) => named("vintage", vintage));
}

function byName(key, options) {
  const name = (value) => named(key, value);
  return options.sort((a, b) =>
    a === undefined ? -1 : b === undefined ? 1 : name(a).localeCompare(name(b)),
  );
}

// Offers a list beside the view, or more cases in it.
function compareMenu(view, choose) {
  const groups = groupsOf(view).filter(({ options }) => options.length);
  if (!groups.length || view.values?.length === MOST) return;
  const list = add("select", add("label", controls, LABELS.beside), undefined, { name: "beside" });
  add("option", list, "Nothing more", { value: "" });
  for (const { key, label, options } of groups) {
    const group = add("optgroup", list, undefined, { label });
    for (const { value, name } of options) {
      const selected = key === "beside" && value === view.beside;
      add("option", group, name, { value: `${key}:${value}`, selected });
    }
  }
  list.addEventListener("change", () => {
    const [key, value] = list.value.split(/:(.*)/);
    if (!key || key === "beside") return choose("beside", value || undefined);
    choose(key, [...shownOf(view, key).map((one) => one ?? ""), value].join());
  });
}

function groupsOf(view) {
  const lists = view.besides.map((vintage) => ({
    value: vintage,
    name: (vintage === view.yearBefore ? "A year before: " : "") + named("vintage", vintage),
  }));
  const keys = view.kind === "time" ? CASES : [];
  return [
    { key: "beside", label: "Another list", options: lists },
    ...keys
      .filter((key) => !view.many || view.many === key)
      .map((key) => ({ key, label: LABELS[key], options: othersOf(view, key) })),
  ];
}

const shownOf = (view, key) => (view.many === key ? view.values : [view[key]]);

// Returns the values of a key that the view lacks, in series that are like its own otherwise.
function othersOf(view, key) {
  const isFree = (one) => [key, "vintage"].includes(one);
  const fits = (series) => KEYS.every((one) => isFree(one) || series[one] === view[one]);
  return byName(key, different(view.within.filter(fits), key))
    .filter((value) => !shownOf(view, key).includes(value))
    .map((value) => ({ value: value ?? "", name: caseName(key, value) }));
}

function caseBoxes(view, choose) {
  const { many, values } = view;
  if (!many) return;
  const act = (left) => choose(many, left.map((value) => value ?? "").join());
  const lines = values.map((value) => ({
    value,
    name: caseName(many, value),
    fill: colourOfCase(view, value),
    symbol: "circle",
    isShown: true,
  }));
  boxes(LABELS[many], lines, act);
}

function teamBoxes(view, choose) {
  if (view.kind !== "time" || view.teams.length < 2) return;
  const lines = view.teams.map((team) => ({
    value: team,
    name: named("team", team),
    fill: view.many ? INK : `var(--${team})`,
    symbol: symbolOf(team),
    isShown: !view.hidden.includes(team),
  }));
  boxes(LABELS.team, lines, (left) => choose("teams", left.join()));
}

// `act` takes the values that are left when a box changes.
function boxes(label, lines, act) {
  const group = add("fieldset", controls);
  add("legend", group, label);
  for (const { value, name, fill, symbol, isShown } of lines) {
    const line = add("label", group);
    const given = { type: "checkbox", name: value ?? "", checked: isShown };
    const box = add("input", line, undefined, given);
    line.append(swatch(fill, symbol), name);
    box.addEventListener("change", () => {
      const left = lines.filter((one) => (one.value === value ? box.checked : one.isShown));
      act(left.map((one) => one.value));
    });
  }
}

function swatch(fill, symbol) {
  const dot = Plot.dot([0], { x: 0, y: 0, r: 5, symbol, fill });
  return withoutStyle(Plot.plot({ width: 16, height: 16, margin: 8, marks: [dot], axis: null }));
}

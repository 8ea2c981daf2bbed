// The charts of a page. A question has several views, and its address keeps the chosen one:
// #explore?metric=any_industry_share&span=years; an address of a former frame begins with #embed.
import { withoutStyle } from "../scale.js";
import { sizeOf } from "../sizes.js";
import { chart, rowOf } from "./draw.js";

const { add } = tables;
const KEYS = ["metric", "definition", "span"];
const COLUMNS = ["period", "value", "ci_low", "ci_high", "n", "k"];
const partsOf = (section, ...parts) => parts.map((part) => section.querySelector(part));
const titleOf = ({ finding, title }) => finding ?? title;

function show(section) {
  const views = JSON.parse(section.dataset.views);
  const [drawing, heading, notes] = partsOf(section, ".chart", ".view", ".notes");
  let [view] = views;
  let drawn;

  function draw() {
    drawn = drawing.clientWidth;
    drawing.replaceChildren(withoutStyle(chart(view, Math.max(280, drawn))));
  }

  function choose(chosen) {
    view = chosen;
    heading.textContent = view.title;
    drawing.setAttribute("aria-label", `${view.title}, ${view.option}; the table has the numbers`);
    notes.replaceChildren();
    for (const text of view.notes) add("p", notes, text);
    draw();
  }

  section.querySelector("[hidden]").hidden = false;
  section.classList.remove("loading");
  if (section.id === "explore") explore(section, views, choose);
  else choose(view);
  new ResizeObserver(() => drawing.clientWidth !== drawn && draw()).observe(drawing);
}

function explore(section, views, choose) {
  const controls = section.querySelector(".controls");
  const list = add("select", add("label", controls, "Chart"), undefined, { name: "view" });
  for (const [label, all] of Map.groupBy(views, ({ title }) => title)) {
    const group = add("optgroup", list, undefined, { label });
    for (const view of all) add("option", group, view.option, { value: views.indexOf(view) });
  }
  let view;

  function pick(chosen) {
    view = chosen;
    list.value = views.indexOf(view);
    choose(view);
    tabulate(view);
  }

  function read() {
    const [anchor, query = ""] = location.hash.slice(1).split("?");
    const isOwn = ["explore", "embed"].includes(anchor);
    if (view && anchor && !isOwn) return; // another part of the page
    const asked = new URLSearchParams(isOwn ? query : "");
    const fits = (one) => KEYS.filter((key) => asked.get(key) === one[key]).length;
    pick(views.reduce((best, one) => (fits(one) > fits(best) ? one : best)));
    if (query && anchor === "explore") section.scrollIntoView();
  }

  list.addEventListener("change", () => {
    pick(views[list.value]);
    history.pushState(null, "", address(view));
  });
  showActions(section, () => view);
  read();
  addEventListener("popstate", read);
}

function showActions(section, current) {
  const actions = section.querySelector(".actions");
  const button = (text, act) =>
    add("button", actions, text, { type: "button" }).addEventListener("click", () => {
      act(current(), `${current().metric}.${text.toLowerCase()}`);
    });
  button("CSV", (view, name) => tables.save(name, "text/csv", csvOf(view)));
  button("SVG", (view, name) => tables.save(name, "image/svg+xml", svgOf(view)));
}

const address = (view) => `#explore?${new URLSearchParams(KEYS.map((key) => [key, view[key]]))}`;

const rowsOf = ({ lines }) =>
  lines.flatMap(({ points, ...line }) => points.map((point) => ({ ...line, ...rowOf(point) })));

function tabulate(view) {
  const table = document.querySelector("#chart-table table");
  table.replaceChildren();
  const head = add("tr", add("thead", table));
  for (const name of ["Series", "Period", "Value", "95% interval", "k of n"]) {
    add("th", head, name, { scope: "col" });
  }
  const body = add("tbody", table);
  for (const row of rowsOf(view)) {
    const line = add("tr", body);
    add("th", line, row.name || "All", { scope: "row" });
    for (const text of [view.periods[row.period], row.text, row.interval]) add("td", line, text);
    const cell = add("td", line);
    const href = row.rows.replace("%7Bperiod%7D", row.period);
    add(href ? "a" : "span", cell, sizeOf(row), href ? { href } : {});
  }
  tables.sortable(table);
  table.parentElement.hidden = false;
}

function csvOf(view) {
  const facts = ["metric", "definition", "source", "vintage"];
  const rows = rowsOf(view).map((row) => [
    ...facts.map((key) => view[key]),
    row.name,
    ...COLUMNS.map((key) => row[key]),
  ]);
  return tables.csv([[...facts, "series", ...COLUMNS], ...rows]);
}

// The chart as a file, in the colours of the screen, with its title, source and licence.
function svgOf(view) {
  const release = document.querySelector("footer code").textContent;
  const below = `${view.notes[0]} ${view.credit} Compute Divide, release ${release}.`;
  const svg = withoutStyle(chart(view, 720, { above: titleOf(view), below }));
  const shown = getComputedStyle(document.documentElement);
  const text = new XMLSerializer().serializeToString(svg);
  return text.replace(/var\((--\w+)\)/g, (_, name) => shown.getPropertyValue(name).trim());
}

for (const section of document.querySelectorAll("[data-views]")) show(section);

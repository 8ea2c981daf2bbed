// The charts of a page. A question has several views, and its address keeps the chosen one:
// #explore?metric=any_industry_share&span=years, or #embed for a frame on another site.
import { withoutStyle } from "../scale.js";
import { sizeOf } from "../sizes.js";
import { chart, rowOf } from "./draw.js";

const { add } = tables;
const KEYS = ["metric", "definition", "span"];
const COLUMNS = ["period", "value", "ci_low", "ci_high", "n", "k"];
const WORDS = 240; // pixels in a frame for the words around the chart
const STATUS = "[role=status]";
const isEmbedded = location.hash.startsWith("#embed");
const partsOf = (section, ...parts) => parts.map((part) => section.querySelector(part));
const titleOf = ({ finding, title }) => finding ?? title;

function show(section) {
  const views = JSON.parse(section.dataset.views);
  const [drawing, heading, notes] = partsOf(section, ".chart", ".view", ".notes");
  const size = () => `${drawing.clientWidth} ${isEmbedded && drawing.clientHeight}`;
  let [view] = views;
  let drawn;

  function draw() {
    const height = isEmbedded ? drawing.clientHeight : undefined;
    const svg = chart(view, Math.max(280, drawing.clientWidth), { height });
    drawing.replaceChildren(withoutStyle(svg));
    drawn = size();
  }

  function choose(chosen) {
    view = chosen;
    heading.textContent = isEmbedded ? titleOf(view) : view.title;
    drawing.setAttribute("aria-label", `${view.title}, ${view.option}; the table has the numbers`);
    notes.replaceChildren();
    for (const text of view.notes) add("p", notes, text);
    draw();
  }

  section.querySelector("[hidden]").hidden = false;
  section.classList.remove("loading");
  if (section.id === "explore") explore(section, views, choose);
  else choose(view);
  new ResizeObserver(() => size() !== drawn && draw()).observe(drawing);
}

function explore(section, views, choose) {
  const [controls, code, notes, status] = partsOf(section, ".controls", ".code", ".notes", STATUS);
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
    code.hidden = true;
    status.textContent = "";
    if (isEmbedded) linkBack(notes, view);
  }

  function read() {
    const [anchor, query = ""] = location.hash.slice(1).split("?");
    const isOwn = ["explore", "embed"].includes(anchor);
    if (view && anchor && !isOwn) return; // another part of the page
    const asked = new URLSearchParams(isOwn ? query : "");
    const fits = (one) => KEYS.filter((key) => asked.get(key) === one[key]).length;
    pick(views.reduce((best, one) => (fits(one) > fits(best) ? one : best)));
    if ([...asked.keys()].some((key) => !KEYS.includes(key))) leadOn(notes);
    if (query && anchor === "explore") section.scrollIntoView();
  }

  list.addEventListener("change", () => {
    pick(views[list.value]);
    history.pushState(null, "", address(isEmbedded ? "embed" : "explore", view));
  });
  showActions(section, () => view);
  read();
  addEventListener("popstate", read);
}

function showActions(section, current) {
  const [actions, code, status] = partsOf(section, ".actions", ".code", STATUS);
  const button = (text, act) =>
    add("button", actions, text, { type: "button" }).addEventListener("click", () => {
      act(current(), `${current().metric}.${text.toLowerCase()}`);
    });
  button("CSV", (view, name) => tables.save(name, "text/csv", csvOf(view)));
  button("SVG", (view, name) => tables.save(name, "image/svg+xml", svgOf(view)));
  button("Copy embed code", (view) => tables.copy(frameOf(section, view), "code", code, status));
}

const address = (anchor, view) =>
  `#${anchor}?${new URLSearchParams(KEYS.map((key) => [key, view[key]]))}`;

// Earlier addresses name a venue, a country or a list.
function leadOn(notes) {
  const line = add("p", notes, "Venues and countries have pages of their own: ");
  for (const kind of ["venues", "countries"]) {
    add("a", line, kind, { href: `${kind}.html` });
    line.append(" ");
  }
}

function linkBack(notes, view) {
  const href = tables.page() + address("explore", view);
  const given = { href, target: "_blank", rel: "noopener" };
  add("a", add("p", notes), "Compute Divide: this chart with its question", given);
}

function frameOf(section, view) {
  const frame = document.createElement("iframe");
  frame.src = tables.page() + address("embed", view);
  frame.title = titleOf(view);
  frame.width = "100%";
  frame.height = section.querySelector(".chart").offsetHeight + WORDS;
  frame.style.border = 0;
  frame.loading = "lazy";
  return frame.outerHTML;
}

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
  const svg = withoutStyle(chart(view, 720, { words: { above: titleOf(view), below } }));
  const shown = getComputedStyle(document.documentElement);
  const text = new XMLSerializer().serializeToString(svg);
  return text.replace(/var\((--\w+)\)/g, (_, name) => shown.getPropertyValue(name).trim());
}

for (const section of document.querySelectorAll("[data-views]")) show(section);

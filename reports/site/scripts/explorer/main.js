// The explorer of a question: a chart of any of its series, which the address keeps.
import { address, choicesIn } from "./address.js";
import { linesOf, resolve } from "./choose.js";
import { showControls } from "./controls.js";
import { CASES, question } from "./data.js";
import { draw } from "./draw.js";
import { describe } from "./notes.js";
import {
  actions,
  add,
  code,
  drawing,
  explorer,
  heading,
  isEmbedded,
  notes,
  reading,
  room,
  say,
  section,
  title,
} from "./page.js";
import { picture, saveAsPng } from "./picture.js";
import { csvOf, metadataOf, tabulate } from "./table.js";
import { findingOf, LABELS, titleOf } from "./words.js";

const WORDS = 260; // pixels in a frame for the words around the chart

let asked = {}; // what the reader chose, as in the address
let view; // what is shown

// Shows the view of the choices, and returns the choices that have no rows.
function show(newest) {
  view = resolve(asked, newest);
  const lost = settle();
  heading.textContent = isEmbedded ? findingOf(view) : titleOf(view);
  if (heading.hidden) document.title = title.textContent = titleOf(view);
  code.hidden = true;
  showControls(view, choose);
  const shown = linesOf(view);
  describe(view, shown, asked);
  tabulate(view, shown);
  draw(view, shown);
  return lost;
}

// Keeps only the choices that are shown, and returns the others.
function settle() {
  const { chart, kind, many, values } = view;
  const effective = { ...view, chart: kind, metric: chart.metric, teams: asked.teams };
  if (many) effective[many] = values.map((value) => value ?? "").join();
  const lost = Object.keys(asked).filter((key) => (asked[key] || undefined) !== effective[key]);
  asked = Object.fromEntries(Object.entries(asked).filter(([key]) => !lost.includes(key)));
  return lost;
}

function choose(key, value) {
  asked[key] = value;
  show(key);
  history.pushState(null, "", address(isEmbedded ? "embed" : "explore", asked));
}

function read() {
  const [anchor, text = ""] = location.hash.slice(1).split("?");
  const isOfView = ["explore", "embed"].includes(anchor);
  if (view && anchor && !isOfView) return; // another part of the page
  const query = isOfView ? text : "";
  asked = choicesIn(query);
  const isCase = CASES.some((key) => asked[key]);
  if (isCase && anchor === "explore" && !heading.hidden) standAlone();
  const lost = show();
  if (lost.length) {
    // Every object has a `constructor`, which is no choice.
    const nameOf = (key) => (Object.hasOwn(LABELS, key) ? LABELS[key] : key);
    const names = lost.map((key) => nameOf(key).toLowerCase()).join(", ");
    say(notes, `This publication has no such ${names}; the chart shows what it has.`);
  }
  if (query && anchor === "explore") (heading.hidden ? title : section).scrollIntoView();
}

// A chart of a case, to which its page leads, has its own title and not the answer above it.
function standAlone() {
  heading.hidden = true;
  const line = say(title.parentElement, "From the question: ", { className: "note" });
  add("a", line, title.textContent, { href: `${question}.html` });
  while (title.nextElementSibling !== section) title.nextElementSibling.remove();
  title.after(line);
}

function showActions() {
  const button = (text, act) =>
    add("button", actions, text, { type: "button" }).addEventListener("click", act);
  const name = (kind) => `${view.chart.metric}.${kind}`;
  const copy = (text, what) => tables.copy(text, what, code, reading);
  button("Download CSV", () => tables.save(name("csv"), "text/csv", csvOf(view)));
  button("Metadata (JSON)", () =>
    tables.save(name("metadata.json"), "application/json", metadataOf(view, asked)),
  );
  button("PNG", () => saveAsPng(view, view.chart.metric));
  button("SVG", () => tables.save(name("svg"), "image/svg+xml", picture(view)));
  button("Copy address", () => copy(tables.page() + address("explore", asked), "address"));
  button("Copy embed code", () => copy(embedCode(), "code"));
}

function embedCode() {
  const frame = document.createElement("iframe");
  frame.src = tables.page() + address("embed", asked);
  frame.title = findingOf(view);
  frame.width = "100%";
  frame.height = heading.offsetHeight + drawing.offsetHeight + WORDS;
  frame.style.border = 0;
  frame.loading = "lazy";
  return frame.outerHTML;
}

explorer.hidden = false;
section.classList.remove("loading");
showActions();
read();
addEventListener("popstate", read);
let drawn = room();
new ResizeObserver(() => {
  const { width, height } = room();
  if (drawn.width !== width || drawn.height !== height) draw(view);
  drawn = { width, height };
}).observe(drawing);

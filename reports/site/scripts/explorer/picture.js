// The chart as a picture of its own, in the colours of the screen: with its title, what it counts,
// what its marks mean, and its source and licence.
import { wrapped } from "../scale.js";
import { axisOf, named } from "./data.js";
import { drawing, notes, release } from "./page.js";
import { findingOf } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 8;
const [LARGE, SMALL] = [16, 11]; // pixels of a letter

export function picture(view) {
  const chart = drawing.querySelector("svg");
  const width = Number(chart.getAttribute("width"));
  const height = Number(chart.getAttribute("height"));
  const head = [...lines(findingOf(view), LARGE, width), ...lines(subtitleOf(view), SMALL, width)];
  const foot = lines(creditOf(view), SMALL, width);
  const top = stack(head, 0);
  const svg = element("svg", {
    width,
    height: stack(foot, top + height),
    "font-family": "system-ui, sans-serif",
    color: "var(--ink)",
  });
  svg.append(
    element("rect", { width: "100%", height: "100%", fill: "var(--paper)" }),
    ...[...head, ...foot].map(({ text }) => text),
    copyOf(chart, top),
  );
  return coloured(new XMLSerializer().serializeToString(svg));
}

function subtitleOf(view) {
  const population = notes.querySelector(".definition")?.textContent;
  const { name, suffix } = axisOf(view);
  const measure = [named("unit", view.unit), suffix.trim() || name].filter(Boolean).join(", ");
  return [`${measure}.`, population].filter(Boolean).join(" ");
}

function creditOf({ chart }) {
  const source = notes.querySelector(".source").textContent;
  return `${source} Compute Divide, release ${release}. Licence of the data: ${chart.licence}.`;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function lines(words, size, width) {
  return wrapped(words, (width - 2 * MARGIN) * (13 / size)).map((line) => {
    const text = element("text", { x: MARGIN, "font-size": size, fill: "var(--ink)" });
    text.textContent = line;
    return { text, size };
  });
}

// Puts lines below each other, and returns where the next part begins.
function stack(texts, start) {
  let y = start + MARGIN;
  for (const { text, size } of texts) {
    text.setAttribute("y", y + size);
    y += size * 1.4;
  }
  return y + MARGIN;
}

function copyOf(chart, y) {
  const copy = chart.cloneNode(true);
  for (const tip of copy.querySelectorAll("[aria-label=tip]")) tip.remove();
  for (const grid of copy.querySelectorAll("[aria-label$=grid]")) {
    grid.setAttribute("stroke", "var(--line)");
  }
  copy.setAttribute("y", y);
  return copy;
}

function coloured(text) {
  const shown = getComputedStyle(document.documentElement);
  return text.replace(/var\((--\w+)\)/g, (_, name) => shown.getPropertyValue(name).trim());
}

export function saveAsPng(view, name) {
  const image = new Image();
  image.onload = () => {
    const size = { width: 2 * image.width, height: 2 * image.height };
    const canvas = Object.assign(document.createElement("canvas"), size);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => tables.save(`${name}.png`, "image/png", blob));
  };
  image.src = `data:image/svg+xml,${encodeURIComponent(picture(view))}`;
}

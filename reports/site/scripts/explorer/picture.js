// The chart with its title and source as a picture of its own, in the colours of the screen.
import { drawing, notes, release } from "./page.js";
import { titleOf } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const HEAD = 32;
const MARGIN = 8;

export function picture(view) {
  const chart = drawing.querySelector("svg");
  const width = Number(chart.getAttribute("width"));
  const height = Number(chart.getAttribute("height"));
  const source = notes.querySelector(".source").textContent.split(" Marks:")[0];
  const credit = `${source} Compute Divide, release ${release}.`;
  const svg = element("svg", {
    width,
    height: height + 60,
    "font-family": "system-ui, sans-serif",
    color: "var(--ink)",
  });
  svg.append(
    element("rect", { width: "100%", height: "100%", fill: "var(--paper)" }),
    line(titleOf(view), { size: 16, y: 20, width }),
    line(credit, { size: 11, y: height + 50, width }),
    copyOf(chart),
  );
  return coloured(new XMLSerializer().serializeToString(svg));
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A line that is too long is set closer.
function line(words, { size, y, width }) {
  const text = element("text", { x: MARGIN, y, "font-size": size, fill: "var(--ink)" });
  const most = width - 2 * MARGIN;
  text.textContent = words;
  if (words.length * size * 0.55 > most) {
    text.setAttribute("textLength", most);
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
  return text;
}

function copyOf(chart) {
  const copy = chart.cloneNode(true);
  for (const tip of copy.querySelectorAll("[aria-label=tip]")) tip.remove();
  for (const grid of copy.querySelectorAll("[aria-label$=grid]")) {
    grid.setAttribute("stroke", "var(--line)");
  }
  copy.setAttribute("y", HEAD);
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

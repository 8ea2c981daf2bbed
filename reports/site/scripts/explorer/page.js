// The parts of the page that the explorer fills.
export const { add } = tables;
export const section = document.getElementById("explore");
export const explorer = document.getElementById("explorer");
export const heading = document.getElementById("view");
export const title = document.querySelector("h1");
export const reading = explorer.querySelector("output");
export const table = document.querySelector("#chart-table table");
export const [controls, drawing, notes, actions, code] = [
  "controls",
  "chart",
  "notes",
  "actions",
  "code",
].map((name) => explorer.querySelector(`.${name}`));
export const release = document.querySelector("footer code").textContent;
// Another site shows only the chart, in a frame.
export const isEmbedded = location.hash.startsWith("#embed");

// What the chart may take: the width of the page, and in a frame the height that the words leave.
export const room = () => ({
  width: Math.max(280, drawing.clientWidth),
  height: isEmbedded ? drawing.clientHeight : undefined,
});

export const say = (parent, text, given) => add("p", parent, text, given);

// The table of the rows that were chosen, and a sentence on their number.
export const { add } = tables;
const MOST = 2000; // rows of a table
const LONG = 60; // letters of a cell that breaks its lines

export const table = document.querySelector("table[data-rows]");
const more = document.getElementById("more");
more.addEventListener("click", () => shorten(false));

// The style hides all but the first rows of a short table, in whatever order they are.
function shorten(isShort) {
  table.classList.toggle("short", isShort);
  const last = table.tBodies[0].lastElementChild;
  more.hidden = !last || last.checkVisibility();
}

export function fill(columns, rows) {
  const [heads] = table.tHead.rows;
  if (rows.length && !table.querySelector(".sort")) tables.sortable(table);
  for (const head of heads.cells) head.removeAttribute("aria-sort");
  const [body] = table.tBodies;
  body.replaceChildren();
  for (const row of rows.slice(0, MOST)) fillLine(add("tr", body), columns, row);
  shorten(true);
  document.body.dataset.rows = rows.length;
}

function fillLine(line, columns, { cells, link }) {
  for (const [index, column] of columns.entries()) {
    const text = cells[column];
    const kind = table.tHead.rows[0].cells[index].className;
    const className = kind || (text.length > LONG ? "names long" : "names");
    if (index) add("td", line, text, { className });
    else fillHead(add("th", line, undefined, { className, scope: "row" }), text, link);
  }
}

function fillHead(head, text, link) {
  if (link) add("a", head, text, { href: link, rel: "noreferrer" });
  else head.textContent = text;
}

export function countOf(rows, whole, words, most) {
  const budget = Number(most) ? `, those that took at most ${power(most)} FLOP` : "";
  const cut = rows.length > MOST ? ` The table has the first ${amount(MOST)}.` : "";
  return `${amount(rows.length)} of ${amount(whole.length)} ${words}${budget}.${cut}`;
}

const amount = (number) => number.toLocaleString("en");
const power = (exponent) => (10 ** exponent).toExponential(1).replace("+", "");

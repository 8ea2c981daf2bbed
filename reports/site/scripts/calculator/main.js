// The calculator of budgets: which models a budget reaches, and what a model takes of it. The
// address keeps the budget: #calculator?gpus=64&days=30.
import { flopOf, inWords, takes } from "./budget.js";

const { add } = tables;
const given = document.getElementById("models").textContent;
const { devices, medians, teams, population, rent } = JSON.parse(given);
const field = (id) => document.getElementById(id);
const inputs = ["gpus", "device", "days", "utilization", "model"].map(field);
const EVERY = { id: undefined, name: "All teams" };
const FIRST_YEAR = 2010;
const FEWEST = 5; // no percentage of fewer is published
let years = []; // pairs of a year and its models, the newest first
let known = []; // medians, and models with known compute

function budget() {
  const entered = (id) => Number(field(id).value);
  return {
    gpus: entered("gpus"),
    days: entered("days"),
    percent: entered("utilization"),
    device: devices[field("device").selectedIndex],
  };
}

function show() {
  const asked = budget();
  const flop = flopOf(asked);
  field("within").replaceChildren();
  field("takes").textContent = "";
  if (flop === null) {
    const hint = "Type numbers above 0, and a utilisation of at most 100 percent.";
    field("budget").textContent = hint;
    return;
  }
  field("budget").textContent = inWords(flop, asked, rent);
  field("takes").textContent = ofModel(flop, asked);
  tabulate(Math.log10(flop).toFixed(4));
}

function ofModel(flop, asked) {
  const typed = field("model").value.trim();
  const model = known.find((one) => one.typed === typed);
  if (model) return takes(model, flop, asked);
  return typed ? `No model with known compute is called “${typed}”: choose one from the list.` : "";
}

function tabulate(most) {
  const columns = [EVERY, ...teams];
  const names = ["Year", ...columns.map(({ name }) => name), "Compute unknown"];
  const head = add("tr", add("thead", field("within")));
  for (const name of names) add("th", head, name, { scope: "col" });
  const body = add("tbody", field("within"));
  for (const [period, models] of years) {
    const row = add("tr", body);
    const measured = models.filter(({ needed }) => needed !== null);
    add("th", row, period, { scope: "row" });
    for (const { id } of columns) {
      const ofTeam = measured.filter(({ team }) => !id || team.includes(id));
      const asked = { definition: population, ...(id && { team: id }), period, most };
      fill(add("td", row), ofTeam, asked);
    }
    add("td", row, models.length - measured.length);
  }
}

function fill(cell, models, asked) {
  const k = models.filter(({ needed }) => needed <= asked.most).length;
  const percentage = ` (${Math.round((100 * k) / models.length)}%)`;
  const share = `${k} of ${models.length}${models.length < FEWEST ? "" : percentage}`;
  if (!models.length) cell.textContent = "none known";
  else add("a", cell, share, { href: `models.html#${new URLSearchParams(asked)}` });
}

function address() {
  const typed = inputs.filter(({ value }) => value).map(({ id, value }) => [id, value]);
  return `#calculator?${new URLSearchParams(typed)}`;
}

function keep() {
  history.replaceState(null, "", address());
  show();
}

function read() {
  const [anchor, query] = location.hash.slice(1).split("?");
  if (anchor !== "calculator") return;
  for (const [id, value] of new URLSearchParams(query)) {
    if (inputs.includes(field(id))) field(id).value = value;
  }
  field("calculator").scrollIntoView();
  show();
}

function copyAddress() {
  tables.copy(tables.page() + address(), "address", field("address"), field("copied"));
}

for (const { name, chosen } of devices) {
  add("option", field("device"), name, { value: name, selected: chosen });
}
for (const input of inputs) input.addEventListener("input", keep);
field("copy").addEventListener("click", copyAddress);
field("with-script").hidden = false;
addEventListener("hashchange", read);
tables.load("models").then(({ rows }) => {
  const measured = rows.filter(({ needed }) => needed !== null);
  const named = measured.map(({ cells: { Model: typed }, year, needed }) => {
    return { typed, name: `${typed} of ${year}`, year, flop: needed };
  });
  known = [...medians.toReversed(), ...named];
  for (const { typed, year } of known) add("option", field("known"), `${year}`, { value: typed });
  const counted = rows.filter(
    ({ definition, year }) => definition.includes(population) && year >= FIRST_YEAR,
  );
  years = Object.entries(Object.groupBy(counted, ({ year }) => year)).reverse();
  show();
  read();
});

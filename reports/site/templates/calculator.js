(() => {
  "use strict";
  const { devices, teams, population } = JSON.parse(document.getElementById("models").textContent);
  const field = (id) => document.getElementById(id);
  const inputs = ["gpus", "device", "days", "utilization", "model"].map(field);
  const table = field("within");
  const add = (name, parent, text, given = {}) => parent.appendChild(Object.assign(document.createElement(name), { textContent: text ?? "", ...given }));
  const rounded = (number) => (number < 10 ? number.toPrecision(2) : Math.ceil(number).toLocaleString("en"));
  const amount = (flop) => flop.toExponential(1).replace("+", "");
  let years = [], known = [];
  for (const { name, chosen } of devices) add("option", field("device"), name, { value: name, selected: chosen });

  function within(cell, models, asked) {
    const k = models.filter(({ flop }) => flop <= asked.most).length;
    if (!models.length) return (cell.textContent = "none known");
    add("a", cell, `${k} of ${models.length} (${Math.round((100 * k) / models.length)}%)`, { href: `models.html#${new URLSearchParams(asked)}` });
  }

  function show() {
    const [gpus, , days, percent] = inputs.map((input) => Number(input.value));
    table.replaceChildren();
    field("takes").textContent = "";
    const device = devices[field("device").selectedIndex];
    if (!(device && gpus > 0 && days > 0 && percent > 0 && percent <= 100)) {
      field("budget").textContent = "Type numbers above 0, and a utilisation of at most 100 percent.";
      return;
    }
    const { peak, price } = device;
    const flop = gpus * peak * days * 86400 * (percent / 100);
    const cost = price ? ` The GPUs cost ${Math.round(gpus * price).toLocaleString("en")} USD at their release.` : "";
    field("budget").textContent = `This budget is ${amount(flop)} FLOP.${cost}`;
    const typed = field("model").value.trim(), model = known.find(({ cells }) => cells[0] === typed);
    if (typed && !model) field("takes").textContent = `No model with known compute is called “${typed}”: choose one of the list.`;
    if (model) {
      const need = 10 ** model.flop, share = need / flop;
      field("takes").textContent = `${model.cells[0]} of ${model.year} took ${amount(need)} FLOP, ${share > 1 ? "more than this budget" : "which is within this budget"}: ${rounded(gpus)} of these GPUs for ${rounded(days * share)} days${gpus * share < 1 ? "" : `, or ${rounded(gpus * share)} of them for ${rounded(days)} days`}.`;
    }
    const head = add("tr", add("thead", table));
    for (const name of ["Year", "All teams", ...teams.map((team) => team.name), "Compute unknown"]) add("th", head, name, { scope: "col" });
    const body = add("tbody", table), most = Math.log10(flop).toFixed(4);
    for (const [period, models] of years) {
      const row = add("tr", body), measured = models.filter((one) => one.flop !== null);
      add("th", row, period, { scope: "row" });
      for (const team of [undefined, ...teams.map(({ id }) => id)]) {
        within(add("td", row), measured.filter((one) => !team || one.team === team), { definition: population, ...(team && { team }), period, most });
      }
      add("td", row, models.length - measured.length);
    }
  }

  // The address keeps the budget: #calculator?gpus=64&days=30.
  const address = () => `#calculator?${new URLSearchParams(inputs.filter(({ value }) => value).map(({ id, value }) => [id, value]))}`;
  function keep() {
    history.replaceState(null, "", address());
    show();
  }

  function read() {
    const [anchor, query] = location.hash.slice(1).split("?");
    if (anchor !== "calculator") return;
    for (const [id, value] of new URLSearchParams(query)) if (inputs.includes(field(id))) field(id).value = value;
    field("calculator").scrollIntoView();
    show();
  }

  for (const input of inputs) input.addEventListener("input", keep);
  field("copy").addEventListener("click", () => tables.copy((document.querySelector("link[rel=canonical]")?.href ?? location.href.replace(/#.*/, "")) + address(), "address", field("address"), field("copied")));
  field("with-script").hidden = false;
  addEventListener("hashchange", read);
  tables.load("models").then(({ rows }) => {
    known = rows.filter(({ flop }) => flop !== null);
    for (const { cells, year } of known) add("option", field("known"), `${year}`, { value: cells[0] });
    const counted = rows.filter(({ definition, year }) => definition.includes(population) && year >= 2010);
    years = Object.entries(Object.groupBy(counted, ({ year }) => year)).reverse();
    show();
    read();
  });
})();

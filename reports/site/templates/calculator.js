(() => {
  "use strict";
  const { years, devices, teams } = JSON.parse(document.getElementById("models").textContent);
  const field = (id) => document.getElementById(id);
  const inputs = ["gpus", "device", "days", "utilization"].map(field);
  const table = field("within");
  const add = (name, parent, text) => {
    const element = parent.appendChild(document.createElement(name));
    if (text !== undefined) element.textContent = text;
    return element;
  };
  devices.forEach(({ name, chosen }) => {
    const option = add("option", field("device"), name);
    option.value = name;
    option.selected = chosen;
  });

  // The values are sorted, so the models within a budget are those before the first value above it.
  function within(flops, budget) {
    const first = flops.findIndex((flop) => flop > budget);
    const k = first < 0 ? flops.length : first;
    return flops.length ? `${k} of ${flops.length} (${Math.round((100 * k) / flops.length)}%)` : "none known";
  }

  function show() {
    const [gpus, , days, percent] = inputs.map((input) => Number(input.value));
    table.replaceChildren();
    const device = devices[field("device").selectedIndex];
    if (!(device && gpus > 0 && days > 0 && percent > 0 && percent <= 100)) {
      field("budget").textContent = "Type numbers above 0, and a utilisation of at most 100 percent.";
      return;
    }
    const { peak, price } = device;
    const flop = gpus * peak * days * 86400 * (percent / 100);
    const cost = price ? ` The GPUs cost ${Math.round(gpus * price).toLocaleString("en")} USD at their release.` : "";
    field("budget").textContent = `This budget is ${flop.toExponential(1).replace("+", "")} FLOP.${cost}`;
    const head = add("tr", add("thead", table));
    for (const name of ["Year", "All teams", ...teams.map((team) => team.name), "Compute unknown"]) {
      add("th", head, name).scope = "col";
    }
    const body = add("tbody", table);
    for (const year of years) {
      const row = add("tr", body);
      add("th", row, year.year).scope = "row";
      for (const flops of year.flops) add("td", row, within(flops, Math.log10(flop)));
      add("td", row, year.unknown);
    }
  }

  // The address keeps the budget: #calculator?gpus=64&days=30.
  function keep() {
    history.replaceState(null, "", `#calculator?${new URLSearchParams(inputs.map(({ id, value }) => [id, value]))}`);
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
  field("with-script").hidden = false;
  addEventListener("hashchange", read);
  show();
  read();
})();

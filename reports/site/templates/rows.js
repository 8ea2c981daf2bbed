(() => {
  "use strict";
  // Shows all rows of a list, and those that the address asks for: #definition=from_scratch&team=academic_only.
  const table = document.querySelector("table[data-rows]");
  const MOST = 2000; // rows of a table
  tables.load(table.dataset.rows).then(start);

  function start(list) {
    const { filters, classed, words } = list;
    const controls = document.getElementById("filters"), shown = document.getElementById("shown"), pooled = document.getElementById("pooled");
    const { rows } = list;
    let waiting = list.parts.map(([id, name, venue, year]) => ({ id, name, venue, year }));
    let asked = {}; // what the reader chose, as in the address
    let within = rows;

    const ends = (period) => {
      const [first, last = first] = period === "all" ? ["0", "latest"] : period.split("-");
      return [Number(first), last === "latest" ? Infinity : Number(last)];
    };
    const has = (fact, value) => (Array.isArray(fact) ? fact.includes(value) : String(fact) === value);
    const tests = {
      period: ({ year }, value) => year !== null && year >= ends(value)[0] && year <= ends(value)[1],
      // A definition takes the class from our rules or from the publisher's labels.
      team: ({ team, label }, value) => (classed && asked.definition && !classed.includes(asked.definition) ? label : team) === value,
      most: ({ flop }, value) => flop !== null && flop <= Number(value),
      search: ({ cells }, value) => cells.join(" ").toLowerCase().includes(value.toLowerCase()),
    };
    const matches = (row, key) => (tests[key] ?? ((one, value) => has(one[key], value)))(row, asked[key]);

    function chosen() {
      const keys = Object.keys(asked).filter((key) => key in (rows[0] ?? {}) || ["period", "most", "search"].includes(key));
      // The largest ones are those of a year and a definition, whatever their team.
      const first = asked.largest ? ["definition", "period"] : keys;
      const left = rows.filter((row) => first.every((key) => asked[key] === undefined || matches(row, key)));
      if (!asked.largest) return left;
      const largest = left.filter(({ flop }) => flop !== null).sort((a, b) => b.flop - a.flop || (a.day < b.day ? -1 : 1));
      return largest.slice(0, Number(asked.largest)).filter((row) => keys.every((key) => matches(row, key)));
    }

    const add = (name, parent, text, given = {}) => parent.appendChild(Object.assign(document.createElement(name), { textContent: text }, given));

    // Loads the lists of the chosen editions, and then shows their rows.
    function show() {
      const near = (part) => (asked.venue || asked.period || asked.organisation || asked.topic) && ["venue", "period"].every((key) => asked[key] === undefined || matches(part, key));
      const needed = waiting.filter(near);
      if (!needed.length) return draw();
      waiting = waiting.filter((part) => !near(part));
      const add = ({ name, ...facts }) => (one) => rows.push(...one.rows.map((row) => ({ ...row, ...facts, cells: row.cells.toSpliced(1, 0, name) })));
      Promise.all(needed.map((part) => tables.load(part.id).then(add(part)))).then(draw);
    }

    function draw() {
      within = chosen();
      // The rows of other editions, which an earlier choice loaded, are no part of the whole.
      const whole = list.parts.length ? rows.filter((row) => ["venue", "period"].every((key) => asked[key] === undefined || matches(row, key))) : rows;
      const isOpen = rows.length || !list.parts.length;
      shown.textContent = !isOpen ? "Choose a venue, a period, a topic or an organisation." : `${within.length.toLocaleString("en")} of ${whole.length.toLocaleString("en")} ${words}${Number(asked.most) ? `, those that took at most ${(10 ** asked.most).toExponential(1).replace("+", "")} FLOP` : ""}.${within.length > MOST ? ` The table has the first ${MOST.toLocaleString("en")}.` : ""}`;
      if (pooled) pooled.hash = location.hash;
      if (rows.length && !table.querySelector(".sort")) tables.sortable(table);
      const numbers = [...table.tHead.rows[0].cells].map((head) => head.className);
      for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
      table.tBodies[0].replaceChildren(...within.slice(0, MOST).map(({ cells, link }) => {
        const line = document.createElement("tr");
        cells.forEach((text, index) => {
          const cell = add(index ? "td" : "th", line, index || !link ? text : "", { className: numbers[index] || (text.length > 60 ? "names long" : "names") });
          if (!index) cell.scope = "row";
          if (!index && link) add("a", cell, text, { href: link, rel: "noreferrer" });
        });
        return line;
      }));
      document.body.dataset.rows = within.length;
    }

    function choose(key, value) {
      asked[key] = value || undefined;
      const query = new URLSearchParams(Object.entries(asked).filter(([, one]) => one !== undefined));
      history.replaceState(null, "", `#${query}`);
      show();
    }

    function showControls() {
      controls.replaceChildren();
      for (const [key, label, options] of filters) {
        const list = add("select", add("label", controls, label), "", { name: key });
        add("option", list, "All", { value: "" });
        const known = options.map(([value]) => value);
        const more = asked[key] && !known.includes(asked[key]) ? [[asked[key], asked[key]]] : [];
        for (const [value, name] of [...options, ...more]) add("option", list, name, { value, selected: value === asked[key] });
        list.addEventListener("change", () => choose(key, list.value));
      }
      const search = add("input", add("label", controls, "Search the rows"), "", { type: "search", value: asked.search ?? "" });
      search.addEventListener("input", () => choose("search", search.value));
      const button = (text, act) => add("button", controls, text, { type: "button" }).addEventListener("click", act);
      button("Show all", () => { asked = {}; choose(); showControls(); });
      const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
      button("Download these rows (CSV)", () => tables.save(`${[words, ...Object.values(asked)].filter(Boolean).join("-").toLowerCase().replace(/[^a-z0-9.]+/g, "-")}.csv`, "text/csv",
        tables.csv([[...heads, "Link"], ...within.map(({ cells, link }) => [...cells, link])])));
    }

    function read() {
      asked = location.hash.includes("=") ? Object.fromEntries(new URLSearchParams(location.hash.slice(1))) : {};
      show();
      showControls();
    }

    document.getElementById("listing").hidden = false;
    for (const part of document.querySelectorAll(".without-script")) part.hidden = true;
    read();
    addEventListener("hashchange", read);
  }
})();

(() => {
  "use strict";
  const charts = JSON.parse(document.getElementById("estimates").textContent);
  const section = document.getElementById("explorer");
  const controls = section.querySelector(".chooser");
  const drawing = section.querySelector(".chart");
  const table = section.querySelector("table");
  const SVG = "http://www.w3.org/2000/svg";
  section.hidden = false;
  const WIDTH = Math.min(640, Math.max(280, drawing.clientWidth));
  const HEIGHT = Math.round(180 + WIDTH * 0.28), LEFT = 64, RIGHT = 12, TOP = 12, BOTTOM = 34;
  const hidden = new Set();
  const chosen = { metric: charts[0].metric };

  const html = (name, parent, text) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return parent.appendChild(made);
  };
  const svg = (name, parent, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return parent.appendChild(made);
  };
  const written = (unit, value) => {
    if (value === null) return "open";
    if (unit === "share") return (value * 100).toFixed(1) + "%";
    if (unit === "log10_ratio") return Number((10 ** value).toPrecision(2)).toLocaleString("en") + " times";
    return value.toFixed(2);
  };
  const sentence = (series, [year, value, low, high, n]) => {
    const around = low === null ? "" : ` (${written(series.unit, low)} to ${written(series.unit, high)})`;
    return `${series.name ? series.name + ", " : ""}${year}: ${written(series.unit, value)}${around}, n = ${counted(n)}`;
  };
  const counted = (n) => (n === null ? "" : n.toLocaleString("en"));
  const different = (series, key) => [...new Set(series.map((one) => one[key]))];

  function select(label, key, options, names) {
    if (options.length < 2) return;
    const holder = html("label", controls, label);
    const list = html("select", holder);
    options.forEach((option, place) => {
      const made = html("option", list, names ? names[place] : option);
      made.value = option;
      made.selected = option === chosen[key];
    });
    list.addEventListener("change", () => {
      chosen[key] = list.value;
      show(key);
    });
  }

  function selected() {
    let series = charts.find((chart) => chart.metric === chosen.metric).series;
    const options = {};
    for (const key of ["measure", "definition", "vintage"]) {
      options[key] = different(series, key);
      if (!options[key].includes(chosen[key])) chosen[key] = options[key][0];
      series = series.filter((one) => one[key] === chosen[key]);
    }
    return { series, options };
  }

  function show(changed) {
    const { series, options } = selected();
    controls.replaceChildren();
    select("Metric", "metric", charts.map((chart) => chart.metric), charts.map((chart) => chart.title));
    for (const [key, label] of [["measure", "Measure"], ["definition", "Definition"], ["vintage", "As of"]]) {
      select(label, key, options[key]);
    }
    teams(series);
    if (changed) {
      const labels = { metric: "Metric", measure: "Measure", definition: "Definition", vintage: "As of" };
      for (const label of controls.querySelectorAll("label")) {
        if (label.firstChild.textContent === labels[changed]) label.querySelector("select").focus();
      }
    }
    draw(series.filter((one) => !hidden.has(one.team)));
  }

  function teams(series) {
    if (series.length < 2) return;
    const group = html("fieldset", controls);
    html("legend", group, "Teams");
    for (const one of series) {
      const label = html("label", group);
      const box = html("input", label);
      box.type = "checkbox";
      box.checked = !hidden.has(one.team);
      html("span", label).className = `swatch ${one.team}`;
      label.append(one.name);
      box.addEventListener("change", () => {
        box.checked ? hidden.delete(one.team) : hidden.add(one.team);
        draw(series.filter((each) => !hidden.has(each.team)));
      });
    }
  }

  function draw(series) {
    drawing.replaceChildren();
    list(series);
    const points = series.flatMap((one) => one.points);
    if (!points.length) return void html("p", drawing, "Nothing to draw: choose a team class.");
    const years = points.map((point) => point[0]);
    const values = points.flatMap((point) => point.slice(1, 4)).filter((value) => value !== null);
    const first = Math.min(...years), last = Math.max(...years, first + 1);
    const { low, high, step } = scale(series[0].unit, values);
    const x = (year) => LEFT + ((year - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    const picture = svg("svg", drawing, { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    picture.setAttribute("aria-label", `Chosen estimates by year; the table below holds the same numbers.`);
    for (let value = low; value <= high + step / 2; value += step) {
      svg("line", picture, { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) });
      svg("text", picture, { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, tick(series[0].unit, value));
    }
    const every = Math.ceil(((last - first) * 90) / WIDTH);
    for (let year = last; year >= first; year -= every) {
      svg("text", picture, { x: x(year), y: HEIGHT - 10, "text-anchor": year === last ? "end" : "middle" }, year);
    }
    const told = document.createElement("output");
    for (const one of series) course(picture, one, x, y, told);
    drawing.append(told);
    told.textContent = sentence(series[0], series[0].points.at(-1));
  }

  // Ticks at round numbers: large shares in quarters, ratios in whole powers of ten.
  function scale(unit, values) {
    if (unit === "share" && Math.max(...values) > 0.5) return { low: 0, high: 1, step: 0.25 };
    const least = Math.min(0, ...values), most = Math.max(...values, least + 1e-9);
    const rough = (most - least) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(unit === "log10_ratio" ? 1 : 0, [1, 2, 5, 10].find((one) => one * power >= rough) * power);
    return { low: Math.floor(least / step) * step, high: Math.ceil(most / step) * step, step };
  }

  const tick = (unit, value) => {
    const short = (number) => number.toLocaleString("en", { notation: "compact" });
    if (unit === "share") return Number((value * 100).toPrecision(3)) + "%";
    if (unit === "log10_ratio") return value < 0 ? "1/" + short(10 ** -value) : short(10 ** value) + "×";
    return Number(value.toPrecision(3)).toLocaleString("en");
  };

  // Years that follow each other, in runs: neither line nor band says anything of a year between.
  function runs(points) {
    const found = [];
    for (const point of points) {
      const last = found.at(-1);
      if (last && point[0] - last.at(-1)[0] === 1) last.push(point);
      else found.push([point]);
    }
    return found;
  }

  function course(picture, one, x, y, told) {
    const ends = one.points.filter((point) => point[2] !== null && point[3] !== null);
    for (const run of runs(ends)) {
      // A year without neighbours has a bar.
      const wide = run.length > 1 ? 0 : 3;
      const upper = run.flatMap((point) => [-wide, wide].map((aside) => `${x(point[0]) + aside},${y(point[3])}`));
      const lower = run.flatMap((point) => [-wide, wide].map((aside) => `${x(point[0]) + aside},${y(point[2])}`)).reverse();
      svg("polygon", picture, { class: `band ${one.team}`, points: [...upper, ...lower].join(" ") });
    }
    const line = runs(one.points).map((run) => "M" + run.map((point) => `${x(point[0])},${y(point[1])}`).join("L"));
    svg("path", picture, { class: `line ${one.team}`, d: line.join("") });
    for (const point of one.points) {
      const mark = svg("circle", picture, { class: one.team, cx: x(point[0]), cy: y(point[1]), r: 5 });
      svg("title", mark, {}, sentence(one, point));
      mark.addEventListener("pointerenter", () => { told.textContent = sentence(one, point); });
    }
  }

  function list(series) {
    table.replaceChildren();
    const head = html("tr", html("thead", table));
    const names = series.some((one) => one.name) ? ["Teams"] : [];
    for (const name of [...names, "Year", "Value", "95% interval", "n"]) html("th", head, name).scope = "col";
    const body = html("tbody", table);
    for (const one of series) {
      for (const [year, value, low, high, n] of one.points) {
        const row = html("tr", body);
        const around = low === null ? "" : `${written(one.unit, low)} to ${written(one.unit, high)}`;
        const [first, ...cells] = [...names.map(() => one.name), year, written(one.unit, value), around, counted(n)];
        html("th", row, first).scope = "row";
        for (const text of cells) html("td", row, text);
      }
    }
  }

  show();
})();

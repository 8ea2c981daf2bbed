(() => {
  "use strict";
  const charts = JSON.parse(document.getElementById("estimates").textContent);
  const section = document.getElementById("explorer");
  const controls = section.querySelector(".controls");
  const drawing = section.querySelector(".chart");
  const table = section.querySelector("table");
  const SVG = "http://www.w3.org/2000/svg";
  section.hidden = false;
  const WIDTH = Math.min(640, Math.max(280, drawing.clientWidth));
  const HEIGHT = Math.round(180 + WIDTH * 0.28), LEFT = 64, RIGHT = 12, TOP = 12, BOTTOM = 34;
  const hidden = new Set();
  const chosen = { metric: charts[0].metric };

  const html = (name, parent, text) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    return parent.appendChild(element);
  };
  const svg = (name, parent, attributes, text) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return parent.appendChild(element);
  };
  const sentence = (series, [year, , , , n, value, between]) =>
    `${series.name ? series.name + ", " : ""}${year}: ${value}${between && ` (${between})`}, n = ${counted(n)}`;
  const counted = (n) => (n === null ? "" : n.toLocaleString("en"));
  const different = (series, key) => [...new Set(series.map((line) => line[key]))];

  function select(label, key, options, labels) {
    if (options.length < 2) return;
    const holder = html("label", controls, label);
    const list = html("select", holder);
    options.forEach((option, index) => {
      const element = html("option", list, labels ? labels[index] : option);
      element.value = option;
      element.selected = option === chosen[key];
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
      series = series.filter((line) => line[key] === chosen[key]);
    }
    return { series, options };
  }

  // Menus show the name of a definition; its id stays the value of the option.
  function names(key, options) {
    if (key !== "definition") return options;
    const all = charts.flatMap((chart) => chart.series);
    return options.map((id) => all.find((line) => line.definition === id).definition_name);
  }

  function show(changed) {
    const { series, options } = selected();
    controls.replaceChildren();
    select("Metric", "metric", charts.map((chart) => chart.metric), charts.map((chart) => chart.title));
    for (const [key, label] of [["measure", "Measure"], ["definition", "Definition"], ["vintage", "As of"]]) {
      select(label, key, options[key], names(key, options[key]));
    }
    teams(series);
    if (changed) {
      const labels = { metric: "Metric", measure: "Measure", definition: "Definition", vintage: "As of" };
      for (const label of controls.querySelectorAll("label")) {
        if (label.firstChild.textContent === labels[changed]) label.querySelector("select").focus();
      }
    }
    draw(series.filter((line) => !hidden.has(line.team)));
  }

  function teams(series) {
    if (series.length < 2) return;
    const group = html("fieldset", controls);
    html("legend", group, "Teams");
    for (const line of series) {
      const label = html("label", group);
      const box = html("input", label);
      box.type = "checkbox";
      box.checked = !hidden.has(line.team);
      html("span", label).className = `swatch ${line.team}`;
      label.append(line.name);
      box.addEventListener("change", () => {
        box.checked ? hidden.delete(line.team) : hidden.add(line.team);
        draw(series.filter((each) => !hidden.has(each.team)));
      });
    }
  }

  function draw(series) {
    drawing.replaceChildren();
    list(series);
    const points = series.flatMap((line) => line.points);
    if (!points.length) return void html("p", drawing, "Choose a team class to draw the chart.");
    const years = points.map((point) => point[0]);
    const values = points.flatMap((point) => point.slice(1, 4)).filter((value) => value !== null);
    const first = Math.min(...years), last = Math.max(...years, first + 1);
    const { low, high, step } = scale(series[0].axis, values);
    const x = (year) => LEFT + ((year - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    const picture = svg("svg", drawing, { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    picture.setAttribute("aria-label", `Chosen estimates by year; the table below has the same numbers.`);
    for (let value = low; value <= high + step / 2; value += step) {
      svg("line", picture, { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) });
      svg("text", picture, { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, tick(series[0].axis, value));
    }
    const every = Math.ceil(((last - first) * 90) / WIDTH);
    for (let year = last; year >= first; year -= every) {
      svg("text", picture, { x: x(year), y: HEIGHT - 10, "text-anchor": year === last ? "end" : "middle" }, year);
    }
    const hoverText = document.createElement("output");
    for (const line of series) drawSeries(picture, line, x, y, hoverText);
    drawing.append(hoverText);
    hoverText.textContent = sentence(series[0], series[0].points.at(-1));
  }

  // Ticks at round numbers: large shares in quarters, ratios in whole powers of ten.
  function scale(axis, values) {
    if (axis.most && Math.max(...values) > axis.most / 2) return { low: 0, high: axis.most, step: axis.most / 4 };
    const least = Math.min(0, ...values), most = Math.max(...values, least + 1e-9);
    const rough = (most - least) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(axis.base ? 1 : 0, [1, 2, 5, 10].find((factor) => factor * power >= rough) * power);
    return { low: Math.floor(least / step) * step, high: Math.ceil(most / step) * step, step };
  }

  const tick = (axis, value) => {
    const short = (number) => number.toLocaleString("en", { notation: "compact" });
    if (axis.base) return value < 0 ? "1/" + short(axis.base ** -value) : short(axis.base ** value) + axis.suffix;
    return Number((value * axis.factor).toPrecision(3)).toLocaleString("en") + axis.suffix;
  };

  // Runs of consecutive years: no line or band crosses a year without an estimate.
  function runs(points) {
    const all = [];
    for (const point of points) {
      const last = all.at(-1);
      if (last && point[0] - last.at(-1)[0] === 1) last.push(point);
      else all.push([point]);
    }
    return all;
  }

  function drawSeries(picture, line, x, y, hoverText) {
    const ends = line.points.filter((point) => point[2] !== null && point[3] !== null);
    for (const run of runs(ends)) {
      // A year without neighbours gets a bar instead of a band.
      const wide = run.length > 1 ? 0 : 3;
      const upper = run.flatMap((point) => [-wide, wide].map((aside) => `${x(point[0]) + aside},${y(point[3])}`));
      const lower = run.flatMap((point) => [-wide, wide].map((aside) => `${x(point[0]) + aside},${y(point[2])}`)).reverse();
      svg("polygon", picture, { class: `band ${line.team}`, points: [...upper, ...lower].join(" ") });
    }
    const path = runs(line.points).map((run) => "M" + run.map((point) => `${x(point[0])},${y(point[1])}`).join("L"));
    svg("path", picture, { class: `line ${line.team}`, d: path.join("") });
    for (const point of line.points) {
      const mark = svg("circle", picture, { class: line.team, cx: x(point[0]), cy: y(point[1]), r: 5 });
      svg("title", mark, {}, sentence(line, point));
      mark.addEventListener("pointerenter", () => { hoverText.textContent = sentence(line, point); });
    }
  }

  function list(series) {
    table.replaceChildren();
    const head = html("tr", html("thead", table));
    const names = series.some((line) => line.name) ? ["Teams"] : [];
    for (const name of [...names, "Year", "Value", "95% interval", "n"]) html("th", head, name).scope = "col";
    const body = html("tbody", table);
    for (const line of series) {
      for (const [year, , , , n, value, between] of line.points) {
        const row = html("tr", body);
        const [first, ...cells] = [...names.map(() => line.name), year, value, between, counted(n)];
        html("th", row, first).scope = "row";
        for (const text of cells) html("td", row, text);
      }
    }
  }

  show();
})();

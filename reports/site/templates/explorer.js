(() => {
  "use strict";
  const data = estimates; // of the file with the rows of the page
  const { names, sentences, units, symbols, periods, caveats, filling } = data;
  const section = document.getElementById("explore");
  const explorer = document.getElementById("explorer");
  const heading = document.getElementById("view"), title = document.querySelector("h1");
  const [controls, drawing, notes, actions, code] = ["controls", "chart", "notes", "actions", "code"].map(
    (name) => explorer.querySelector(`.${name}`),
  );
  const release = document.querySelector("footer code").textContent;
  const reading = explorer.querySelector("output");
  const isFilling = (row) => !view.beside && filling.includes(row.caveats);
  const table = explorer.querySelector("table");
  const CASES = ["country", "region", "venue", "topic", "sector"];
  const KEYS = ["unit", ...CASES, "definition", "vintage"];
  const ALL = { country: "All countries", region: "All regions", venue: "All venues", topic: "All topics", sector: "All origins", beside: "Nothing more" };
  const LABELS = {
    metric: "Metric", chart: "Chart", span: "Periods", period: "Period", team: "Teams", unit: "Measure",
    country: "Country", region: "Region", venue: "Venue", topic: "Topic", sector: "Origin", definition: "Definition",
    vintage: "List of", beside: "Compare with",
  };
  const CHARTS = {
    time: "Over time", team: "Team classes ranked", country: "Countries ranked", region: "Regions ranked", venue: "Venues ranked",
    topic: "Topics ranked", sector: "Origins ranked", definition: "Definitions compared", vintage: "From list to list",
  };
  const COLUMNS = ["period", "value", "low", "high", "n", "k", "unknown", "caveats", "text", "between", "list"];
  // Several cases or definitions in one view have these colours, in the order of the reader's choice.
  const COLOURS = ["academic_only", "industry_only", "academia_industry", "other", "all", "muted"].map((name) => `var(--${name})`);
  const FILE = ["metric", "definition", "source", "vintage", "period", "team_class", ...CASES, "unit", "value", "ci_low", "ci_high", "n", "k", "n_unknown", "suppressed"];
  const isYear = (period) => /^\d{4}$/.test(period);
  const counted = (number) => number.toLocaleString("en");
  const different = (series, key) => [...new Set(series.map((one) => one[key]))];
  const named = (key, value) => names[key]?.[value] ?? value;
  const slug = (text) => text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  // A reader may type the name of a case, its key in the data, or a former key.
  const FORMER = { nips: "neurips" };
  const keyOf = (key, text) => Object.keys(names[key]).find((one) => one === text || slug(names[key][one]) === text) ?? FORMER[text] ?? text;
  const embedded = location.hash.startsWith("#embed");
  let asked = {}; // what the reader chose, as in the address
  let view; // what is shown

  // Rows of a series become objects when they are first shown.
  function rowsOf(series) {
    series.objects ??= series.rows.map((row) => ({
      series, ...Object.fromEntries(COLUMNS.map((name, index) => [name, row[index]])),
    }));
    return series.objects;
  }

  // Returns the view for the choices of the reader. If the choices together have no rows, older
  // choices are changed first and the newest one last.
  function resolve(newest) {
    for (const key of CASES) if (asked[key]) asked[key] = asked[key].split(",").map((one) => keyOf(key, one)).join();
    const chart = data.charts.find(({ metric }) => metric === (asked.metric ?? data.first?.metric)) ?? data.charts[0];
    const start = chart.metric === data.first?.metric ? data.first : {}; // the view of the answer
    const required = CASES.find((key) => chart.series.every((series) => series[key] !== undefined && different(chart.series, key).length > 1));
    const kinds = ["time", ...["team", ...CASES, "definition", "vintage"].filter((key) => different(chart.series, key).filter(Boolean).length > 1)];
    const moves = chart.series.some(({ rows }) => new Set(rows.filter(([period]) => period !== "all").map(([period]) => period)).size > 1);
    const usual = required ?? (moves ? "time" : kinds[1] ?? "time");
    const found = { chart, kinds, kind: kinds.includes(asked.chart) ? asked.chart : usual };
    let left = chart.series.filter((series) => found.kind === "time" || series[found.kind] !== undefined);
    found.within = left;
    const keys = [...new Set([...KEYS.filter((key) => key === newest), ...KEYS])];
    for (const key of keys) {
      if (key === found.kind || (key === "vintage" && found.kind === "definition")) continue;
      const options = different(left, key);
      const several = found.kind === "time" && !found.many && [...CASES, "definition"].includes(key) ? severalOf(key, options) : [];
      if (several.length > 1) Object.assign(found, { many: key, values: several });
      if (key === "vintage" && found.many) continue;
      found[key] = several.length ? several[0] : options.includes(asked[key]) ? asked[key] : key === "definition" && options.includes(start.definition) ? start.definition : usualOf(left, key, options);
      left = left.filter((series) => (found.many === key ? several.includes(series[key]) : series[key] === found[key]));
    }
    if (found.many) left = left.filter((series) => series.vintage === left.find((one) => one[found.many] === series[found.many]).vintage);
    if (found.kind === "definition") left = left.filter((series) => series.vintage === left.find((one) => one.definition === series.definition).vintage);
    found.teams = data.teams.filter((team) => left.some((series) => series.team === team));
    if (found.kind !== "time" && found.kind !== "team") {
      found.team = found.teams.includes(asked.team) ? asked.team : found.teams[0];
      left = left.filter((series) => series.team === found.team);
    }
    const usualTeams = chart.teams.length ? chart.teams : found.teams;
    const wanted = asked.teams?.split(",") ?? usualTeams;
    found.hidden = found.kind === "time" && found.teams.length > 1 ? found.teams.filter((team) => !wanted.includes(team)) : [];
    found.series = left.filter((series) => !found.hidden.includes(series.team));
    if (found.many) found.series.sort((a, b) => found.values.indexOf(a[found.many]) - found.values.indexOf(b[found.many]));
    choosePeriods(found, left, found.many ? undefined : start.span);
    chooseBeside(found);
    return found;
  }

  // Returns the cases or definitions that the reader wants in one view; an empty name stands for all cases.
  function severalOf(key, options) {
    const wanted = asked[key]?.includes(",") ? asked[key].split(",").map((one) => one || undefined) : [];
    return [...new Set(wanted)].filter((one) => options.includes(one)).slice(0, COLOURS.length);
  }

  // Selects all cases together, or else the case with most rows.
  function usualOf(series, key, options) {
    if (!CASES.includes(key) || options.includes(undefined)) return CASES.includes(key) ? undefined : options[0];
    const cases = (option) =>
      series.filter((one) => one[key] === option).flatMap(rowsOf).reduce((sum, { value, k, n }) => sum + (value === null ? 0 : k ?? n), 0);
    return options.reduce((best, option) => (cases(option) > cases(best) ? option : best));
  }

  function choosePeriods(found, left, usualSpan) {
    const rows = left.flatMap(rowsOf), valued = rows.filter((row) => row.value !== null);
    const shown = new Set((valued.length ? valued : rows).map((row) => row.period));
    const options = periods.filter((period) => shown.has(period));
    const years = options.filter(isYear), longer = options.filter((period) => !isYear(period));
    if (found.kind === "time") {
      found.spans = [...(years.length ? ["years"] : []), ...(longer.length ? ["periods"] : [])];
      found.span = [asked.span, usualSpan].find((span) => found.spans.includes(span)) ?? found.spans[0];
      return;
    }
    const usual = longer.filter((period) => period !== "all").at(-1) ?? years.at(-1) ?? longer[0];
    found.periods = options;
    found.period = options.includes(asked.period) ? asked.period : usual;
  }

  // Finds the lists with the same series, and the list that was the newest one a year before.
  function chooseBeside(found) {
    found.besides = [];
    if (["definition", "vintage"].includes(found.kind) || found.many) return;
    const same = found.within.filter((series) => KEYS.every((key) => [found.kind, "vintage"].includes(key) || series[key] === found[key]));
    found.besides = different(same, "vintage").filter((vintage) => vintage !== found.vintage);
    if (!found.vintage) return;
    const year = `${+found.vintage.slice(0, 4) - 1}${found.vintage.slice(4)}`;
    found.yearBefore = found.besides.find((vintage) => vintage <= year);
    found.beside = found.besides.includes(asked.beside) ? asked.beside : undefined;
    found.compared = same.filter(
      (series) => series.vintage === found.beside && !found.hidden.includes(series.team) && (found.team === undefined || series.team === found.team),
    );
  }

  // Returns the rows of the view, one array for each line; a ranking is a single array.
  function linesOf({ kind, series, compared = [], span, period }) {
    if (kind === "time") {
      const all = [...series, ...compared].map((one) => rowsOf(one).filter((row) => isYear(row.period) === (span === "years") && (row.period !== "all" || one.rows.length === 1)));
      return all.filter((rows) => rows.length);
    }
    const rows = series.flatMap(rowsOf).filter((row) => row.period === period);
    const last = (row) => (row.value === null ? -Infinity : row.value);
    const place = kind === "vintage" ? (a, b) => (a.series.vintage < b.series.vintage ? -1 : 1) : (a, b) => last(b) - last(a);
    return [rows.sort(place), compared.flatMap(rowsOf).filter((row) => row.period === period)].filter((one) => one.length);
  }

  // Words.
  const caseOf = (series, keys = CASES) => keys.filter((key) => series[key] !== undefined && view.varied.has(key)).map((key) => named(key, series[key]));
  const teamOf = (series) => (view.varied.has("team") ? [named("team", series.team)] : []);
  const dayOf = (day) => names.vintage[day] ?? new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const nameOfCase = (value) => (value === undefined ? ALL[view.many] : named(view.many, value));
  const listOf = (series) => (view.beside || view.kind === "vintage" ? [`list of ${named("vintage", series.vintage)}`] : []);
  const definitionOf = (series) => ([view.kind, view.many].includes("definition") ? [named("definition", series.definition)] : []);
  const whoOf = (series) => [...caseOf(series), ...definitionOf(series), ...teamOf(series)];
  const whenOf = ({ series, period }) => [named("period", period), ...listOf(series)];
  const headOf = (row) => [...whoOf(row.series), ...whenOf(row)].join(", ");
  const countOf = ({ series, k, n, unknown }) => {
    const cases = k === null ? `n = ${counted(n)}` : `${counted(k)} of ${counted(n)}`;
    return unknown ? `${cases}, ${counted(unknown)} ${series.country ? "of unknown class or country" : "unknown"}` : cases;
  };
  const valueOf = (row) => `${row.text}${row.between && ` (95% interval ${row.between})`}`;
  const sentence = (row) => (row.value === null ? `${headOf(row)}: not shown, n = ${counted(row.n)}` : `${headOf(row)}: ${valueOf(row)}, ${countOf(row)}`);
  const lines = (row) =>
    [...whoOf(row.series), whenOf(row).join(", "), row.text, row.between && `95% interval ${row.between}`, countOf(row)].filter(Boolean).join("\n");

  function titleOf() {
    const several = view.many ? [new Intl.ListFormat("en-GB").format(view.values.map(nameOfCase))] : [];
    const [team, ...others] = different(view.series, "team");
    const who = view.varied.has("team") && !others.length ? [named("team", team).toLowerCase()] : [];
    const chosen = [...caseOf(view, CASES.filter((key) => key !== view.many)), ...several];
    const measure = different(view.chart.series, "unit").length > 1 ? [named("unit", view.unit)] : [];
    const how = view.kind === "time" ? [] : [CHARTS[view.kind].toLowerCase(), named("period", view.period)];
    return [[view.chart.title, ...who].join(", "), [...measure, ...chosen, ...how].join(", ")].filter(Boolean).join(": ");
  }

  // Elements.
  const add = (name, parent, text, given = {}) => {
    const element = Object.assign(document.createElement(name), given);
    if (text !== undefined) element.textContent = text;
    return parent.appendChild(element);
  };

  function menu(key, options, label) {
    if (options.length < 2) return;
    const list = add("select", add("label", controls, LABELS[key]), undefined, { name: key });
    for (const option of options) {
      const current = { metric: view.chart.metric, chart: view.kind }[key] ?? view[key];
      add("option", list, label(option), { value: option ?? "", selected: option === current });
    }
    list.addEventListener("change", () => choose(key, list.value || undefined));
  }

  function showControls() {
    const focused = controls.contains(document.activeElement) && document.activeElement.name;
    const { chart, kind, within } = view;
    const withRows = (key, before) => different(within.filter((series) => before.every((each) => each === kind || series[each] === view[each])), key);
    const byName = (key, options) => options.sort((a, b) => (a === undefined ? -1 : b === undefined ? 1 : named(key, a).localeCompare(named(key, b))));
    controls.replaceChildren();
    menu("metric", data.charts.map(({ metric }) => metric), (metric) => data.charts.find((one) => one.metric === metric).title);
    menu("chart", view.kinds, (one) => CHARTS[one]);
    menu("span", view.spans ?? [], (span) => ({ years: "Each year", periods: "Longer periods" })[span]);
    menu("period", [...(view.periods ?? [])].reverse(), (period) => named("period", period));
    if (view.team) menu("team", view.teams, (team) => named("team", team));
    menu("unit", withRows("unit", []), (unit) => named("unit", unit));
    for (const key of CASES) {
      if (key !== kind && key !== view.many) menu(key, byName(key, different(within, key)), (value) => (value === undefined ? ALL[key] : named(key, value)));
    }
    if (kind !== "definition" && view.many !== "definition") {
      menu("definition", withRows("definition", ["unit", ...CASES]), (value) => named("definition", value));
      if (kind !== "vintage" && !view.many) menu("vintage", withRows("vintage", ["unit", ...CASES, "definition"]), (value) => named("vintage", value));
    }
    compareMenu(byName);
    if (view.many) boxes(LABELS[view.many], view.values, nameOfCase, (value) => [COLOURS[view.values.indexOf(value)], "circle"], () => true, (left) => choose(view.many, left.map((value) => value ?? "").join()));
    if (kind === "time" && view.teams.length > 1) {
      const shown = (team) => !view.hidden.includes(team);
      boxes(LABELS.team, view.teams, (team) => named("team", team), (team) => [view.many ? "var(--ink)" : `var(--${team})`, symbols[team]], shown, (left) => choose("teams", left.join()));
    }
    if (focused) controls.querySelector(`[name="${focused}"]`)?.focus();
  }

  const besideName = (vintage) => `${vintage === view.yearBefore ? "A year before: " : ""}${named("vintage", vintage)}`;

  // A list beside the view, or more cases or definitions in it.
  function compareMenu(byName) {
    const groups = [["beside", "Another list", view.besides.map((vintage) => [vintage, besideName(vintage)])]];
    for (const key of view.kind === "time" ? [...CASES, "definition"] : []) {
      const fits = view.within.filter((series) => KEYS.every((one) => [key, "vintage"].includes(one) || series[one] === view[one]));
      const left = byName(key, different(fits, key).filter((value) => !(view.many === key ? view.values : [view[key]]).includes(value)));
      if (!view.many || view.many === key) groups.push([key, LABELS[key], left.map((value) => [value ?? "", value === undefined ? ALL[key] : named(key, value)])]);
    }
    const filled = groups.filter(([, , options]) => options.length);
    if (!filled.length || view.values?.length === COLOURS.length) return;
    const list = add("select", add("label", controls, LABELS.beside), undefined, { name: "beside" });
    add("option", list, ALL.beside, { value: "" });
    for (const [key, label, options] of filled) {
      const group = add("optgroup", list, undefined, { label });
      for (const [value, name] of options) add("option", group, name, { value: `${key}:${value}`, selected: key === "beside" && value === view.beside });
    }
    list.addEventListener("change", () => {
      const [key, value] = list.value.split(/:(.*)/);
      if (!key || key === "beside") return choose("beside", value || undefined);
      choose(key, [...(view.many === key ? view.values : [view[key]]).map((one) => one ?? ""), value].join());
    });
  }

  function boxes(label, values, nameOf, look, isShown, act) {
    const group = add("fieldset", controls);
    add("legend", group, label);
    for (const value of values) {
      const line = add("label", group), [fill, symbol] = look(value);
      const box = add("input", line, undefined, { type: "checkbox", name: value ?? "", checked: isShown(value) });
      const swatch = Plot.plot({ width: 16, height: 16, margin: 8, marks: [Plot.dot([0], { x: 0, y: 0, r: 5, symbol, fill })], axis: null });
      line.append(withoutStyle(swatch), nameOf(value));
      box.addEventListener("change", () => act(values.filter((one) => (one === value ? box.checked : isShown(one)))));
    }
  }

  // The policy of the page allows no other style element than its own.
  function withoutStyle(svg) {
    svg.querySelector("style").remove();
    svg.setAttribute("aria-hidden", "true");
    return svg;
  }

  // Scales of values end at the largest share, or at whole powers of a ratio.
  function scaleOf(unit, rows) {
    const { base, factor, suffix, most } = units[unit];
    const values = rows.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
    let least = Math.min(...values), largest = Math.max(...values);
    const short = (number) => (number < 1e6 ? number.toLocaleString("en") : number.toExponential(0).replace("+", ""));
    const power = (value) => (value < 0 ? `1/${short(base ** -value)}${suffix}` : `${short(base ** value)}${suffix}`);
    if (base) {
      const domain = [Math.floor(least), Math.max(Math.ceil(largest), Math.floor(least) + 1)];
      const step = Math.ceil((domain[1] - domain[0]) / 7);
      const lowest = Math.ceil(domain[0] / step) * step; // ticks include equality
      const ticks = Array.from({ length: Math.floor((domain[1] - lowest) / step) + 1 }, (_, index) => lowest + index * step);
      return { domain, ticks, tickFormat: power };
    }
    const tickFormat = (value) => Number((value * factor).toPrecision(3)).toLocaleString("en").replace("-", "−") + suffix;
    if (most && largest > most / 2) return { domain: [0, most], ticks: [0, 1, 2, 3, 4].map((part) => (part * most) / 4), tickFormat };
    return { domain: [Math.min(0, least), largest || 1], nice: true, ticks: 5, tickFormat };
  }

  const zeroOf = ({ domain: [low, high] }) => (low <= 0 && high >= 0 ? [0] : []);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "13px system-ui, sans-serif";
  const widest = (texts) => Math.ceil(Math.max(...texts.flatMap((text) => String(text).split("\n")).map((text) => pen.measureText(text).width)));
  const nameOf = (unit) => (units[unit].suffix ? null : units[unit].name || null);
  const ofSeries = ({ series }) => (view.many ? COLOURS[view.values.indexOf(series[view.many])] : `var(--${series.team})`);
  const tip = (rows, place) => Plot.tip(rows, { ...place, title: "title", lineWidth: 18, lineHeight: 1.2, fontSize: 13, fill: "var(--paper)", stroke: "var(--muted)" });

  function timeChart(all, width) {
    const shown = all.filter((rows) => rows.some((row) => row.value !== null));
    const years = view.span === "years";
    const positions = years ? undefined : periods.filter((period) => shown.some((rows) => rows.some((row) => row.period === period && row.value !== null)));
    // Several cases and several teams are small multiples of one scale: beside each other, or below on a phone.
    const teams = data.teams.filter((team) => shown.some(([{ series }]) => series.team === team));
    const panels = view.many && teams.length > 1 ? (width < 480 ? "fy" : "fx") : undefined;
    const across = panels === "fx" ? teams.length : 1, down = panels === "fy" ? teams.length : 1;
    const placed = (rows, options) => (panels ? { ...options, [panels]: () => named("team", rows[0].series.team) } : options);
    const beside = (rows) => view.beside !== undefined && rows[0].series.vintage === view.beside;
    shown.forEach((rows, index) => {
      // Marks of longer periods and of other lists stand side by side, so that no mark hides
      // another.
      const aside = years ? (beside(rows) ? 0.12 : 0) : (index - (shown.length - 1) / 2) * Math.min(0.16, 0.7 / shown.length);
      for (const row of rows) row.x = (years ? +row.period : positions.indexOf(row.period)) + aside;
    });
    const valued = shown.map((rows) => rows.filter((row) => row.value !== null));
    const flat = valued.flat();
    const at = flat.map((row) => Math.round(row.x));
    const first = Math.min(...at), last = Math.max(...at);
    const scale = scaleOf(view.unit, flat);
    const labels = valued.map((rows) => (beside(rows) ? "" : view.many ? nameOfCase(rows[0].series[view.many]) : teamOf(rows[0].series).join()))
      .map((text, index) => (years && text && +valued[index].at(-1).period < last ? `${text}\nto ${valued[index].at(-1).period}` : text));
    const left = 14 + Math.max(38, widest(scale.ticks.map?.(scale.tickFormat) ?? [])), room = Math.min(widest(labels) + 14, Math.max(150, width / 4));
    const inner = (width - left - 18) / across - room, step = inner / Math.max(1, last - first + 0.6);
    const every = Math.max(1, Math.ceil(40 / step));
    const events = years ? view.chart.events.filter(([year]) => year > first && year <= last) : [];
    const above = (nameOf(view.unit) || panels ? 30 : 14) + (events.length && !panels ? 48 : 0);
    const height = Math.round(200 + width * 0.25) * (down > 1 ? 0.7 * down : 1) + above - 14;
    const name = (x) => named("period", positions[x]), narrow = !years && inner < 95 * positions.length;
    const ticks = years ? Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((year) => (last - year) % every === 0) : positions.map((_, index) => index);
    const marks = valued.flatMap((rows) => lineMarks(rows, years, beside(rows), scale.domain, (options) => placed(rows, options)));
    const fillOf = (rows) => (rows.some(isFilling) ? (row) => (isFilling(row) ? "var(--paper)" : ofSeries(row)) : ofSeries(rows[0]));
    const dots = valued.map((rows) =>
      Plot.dot(rows, placed(rows, { x: "x", y: "value", r: view.many ? 3 : 4.5, className: "mark", symbol: symbols[rows[0].series.team], stroke: ofSeries(rows[0]), strokeWidth: 1.5, fill: beside(rows) ? "var(--paper)" : fillOf(rows) })));
    const tallest = labels.some((text) => text.includes("\n")) ? 28 : 14;
    const ends = endsOf(valued, labels, panels, ((scale.nice ? 1.25 : 1) * tallest * (scale.domain[1] - scale.domain[0])) / (height / down - above - 46), scale.domain);
    const names = ends.map(([rows, y, text]) => Plot.text([rows.at(-1)], placed(rows, { x: () => (years ? last : rows.at(-1).x), y: () => y, text: () => text, dx: 9, textAnchor: "start", fill: ofSeries(rows[0]), stroke: "var(--paper)", strokeWidth: 3 })));
    // Words on an event stand above the marks, on the side that has room.
    const changes = events.flatMap(([year, text]) => [
      Plot.ruleX([year - 0.5], { stroke: "var(--muted)", strokeDasharray: "2 3" }),
      ...(panels ? [] : [Plot.text([year - 0.5], { x: (x) => x, frameAnchor: "top", lineAnchor: "bottom", text: () => text, lineWidth: 11, dy: -16, textAnchor: year > (first + last) / 2 ? "end" : "start", fill: "var(--muted)", fontSize: 12 })]),
    ]);
    const svg = Plot.plot({
      width, height, marginLeft: left, marginRight: 18, marginTop: above, marginBottom: narrow ? 44 : 30,
      ...(panels && { [panels]: { domain: teams.map((team) => named("team", team)), axis: null } }),
      style: { fontSize: "13px" },
      x: { domain: years ? [first - 0.3, last + 0.3 + room / step] : [-0.5, positions.length - 0.5 + (room * positions.length) / inner], ticks, tickFormat: (x) => (years ? String(x) : narrow ? name(x).replace("–", "–\n").replace(" ", "\n") : name(x)), label: null },
      y: { ...scale, grid: true, label: nameOf(view.unit), labelArrow: "none" },
      marks: [Plot.ruleY(zeroOf(scale), { stroke: "var(--muted)" }), ...changes,
        ...(panels ? [Plot.text(teams, { [panels]: (team) => named("team", team), text: (team) => named("team", team), frameAnchor: "top-left", dy: -16, fontWeight: "bold" })] : []), ...marks, ...names, ...dots,
        tip(flat, Plot.pointer({ x: "x", y: "value", ...(panels && { [panels]: ({ series }) => named("team", series.team) }) }))],
    });
    return { svg, grid: valued };
  }

  // Returns each line with the height of its name, so that no name covers another of its panel.
  function endsOf(lines, labels, panels, gap, [low, top]) {
    const ends = lines.map((rows, index) => [rows, rows.at(-1).value, labels[index]]).filter(([, , text]) => text);
    for (const [, group] of Map.groupBy(ends, ([[{ series }]]) => panels && series.team)) {
      group.sort((a, b) => b[1] - a[1]);
      group.forEach((end, index) => { end[1] = Math.min(index ? group[index - 1][1] - gap : top, end[1]); });
      group.reverse().forEach((end, index) => { end[1] = Math.max(index ? group[index - 1][1] + gap : low + gap / 2, end[1]); });
    }
    return ends;
  }

  // Draws bands over consecutive years, and a bar for an interval without neighbours. No line or
  // band crosses a year without an estimate.
  function lineMarks(rows, years, isBeside, [, top], placed) {
    const color = ofSeries(rows[0]);
    const bounded = rows.filter((row) => row.low !== null).map((row) => ({ ...row, high: row.high ?? top }));
    if (!years) return [Plot.ruleX(bounded, placed({ x: "x", y1: "low", y2: "high", stroke: color, strokeWidth: 2, strokeOpacity: isBeside ? 0.4 : 0.8 }))];
    const has = new Set(bounded.map((row) => row.x));
    const alone = (row) => isBeside || !(has.has(row.x - 1) || has.has(row.x + 1));
    const byYear = new Map(rows.map((row) => [row.x, row]));
    const gaps = Array.from({ length: rows.at(-1).x - rows[0].x + 1 }, (_, index) => byYear.get(rows[0].x + index) ?? { x: rows[0].x + index, value: null, low: null, high: null });
    return [
      ...(isBeside ? [] : [Plot.areaY(gaps, placed({ x: "x", y1: "low", y2: (row) => (row.low === null ? null : row.high ?? top), fill: color, fillOpacity: view.many ? 0.08 : 0.14 }))]),
      Plot.ruleX(bounded.filter(alone), placed({ x: "x", y1: "low", y2: "high", stroke: color, strokeWidth: 2, strokeOpacity: 0.45 })),
      Plot.lineY(gaps, placed({ x: "x", y: "value", stroke: color, strokeWidth: 2, strokeDasharray: isBeside ? "4 3" : undefined })),
    ];
  }

  const labelOf = ({ series }) => [...(view.kind === "team" ? [named("team", series.team)] : []), ...(view.kind === "team" ? [] : [named(view.kind, series[view.kind])])][0];

  function ranking([ranked, compared = []], width) {
    const rows = ranked.filter((row) => row.value !== null);
    const longest = width < 480 ? 18 : 30;
    const cut = (text) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
    for (const row of [...ranked, ...compared]) row.label = labelOf(row);
    const labels = rows.map((row) => row.label);
    const other = compared.filter((row) => row.value !== null && labels.includes(row.label));
    // All periods have the same scale, so that their bars can be compared.
    const fewest = Math.min(...rows.map(({ n }) => n));
    const every = view.series.flatMap(rowsOf).filter((row) => row.value !== null && row.n >= fewest);
    const scale = scaleOf(view.unit, [...rows, ...other, ...every.map(({ value }) => ({ value }))]);
    const [low, top] = scale.domain;
    const zero = low <= 0;
    const intervals = rows.filter((row) => row.low !== null).map((row) => ({ ...row, high: row.high ?? top }));
    const mark = { x: "value", y: "label", className: "mark" };
    const svg = Plot.plot({
      width, height: 62 + 24 * rows.length, marginTop: 42, marginBottom: 8, marginRight: 12 + widest(rows.map(({ text }) => text)),
      marginLeft: 14 + widest(labels.map(cut)),
      style: { fontSize: "13px" },
      color: { type: "identity" },
      x: { ...scale, grid: true, axis: "top", label: nameOf(view.unit), labelArrow: "none" },
      y: { domain: labels, label: null, tickSize: 0, tickFormat: cut, padding: 0.3 },
      marks: [
        zero
          ? Plot.barX(rows, { ...mark, x: undefined, x1: 0, x2: "value", fill: ofSeries, fillOpacity: 0.55 })
          : Plot.dot(rows, { ...mark, r: 5, fill: ofSeries, symbol: symbols[rows[0].series.team] }),
        Plot.ruleX(zeroOf(scale), { stroke: "var(--muted)" }),
        Plot.ruleY(intervals, { x1: "low", x2: "high", y: "label", stroke: "var(--ink)", strokeWidth: 1.5 }),
        Plot.dot(other, { x: "value", y: "label", r: 4.5, className: "mark", fill: "var(--paper)", stroke: "var(--ink)", strokeWidth: 1.5 }),
        Plot.text(rows, { x: (row) => Math.max(zero ? 0 : row.value, row.value, row.low === null ? row.value : row.high ?? top), y: "label", text: "text", textAnchor: "start", dx: 7, fill: "var(--ink)", fontSize: 12 }),
        tip([...rows, ...other], Plot.pointer({ x: "value", y: "label", maxRadius: Infinity })),
      ],
    });
    return { svg, grid: [rows, other].filter((one) => one.length) };
  }

  // The chart is one stop of the tab key, and arrow keys move from mark to mark.
  function interact(svg, grid) {
    const flat = grid.flat();
    const elements = [...svg.querySelectorAll(".mark > *")];
    let current = -1;
    const leave = () => {
      elements[current]?.classList.remove("current");
      svg.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
    };
    const move = (index) => {
      leave();
      current = index;
      const box = elements[current].getBoundingClientRect();
      elements[current].classList.add("current");
      const end = view.kind === "time" ? 0.5 : flat[current].value < 0 ? 0 : 1;
      const place = { clientX: box.left + box.width * (box.width > 12 ? end : 0.5), clientY: box.top + box.height / 2, pointerType: "mouse" };
      svg.dispatchEvent(new PointerEvent("pointermove", place));
      reading.textContent = sentence(flat[current]);
    };
    const beside = (step) => {
      const from = grid.findIndex((rows) => rows.includes(flat[current]));
      const to = grid[(from + step + grid.length) % grid.length];
      const near = (row) => (view.kind === "time" ? Math.abs(row.x - flat[current].x) : row.label === flat[current].label ? 0 : 1);
      return flat.indexOf(to.reduce((best, row) => (near(row) < near(best) ? row : best)));
    };
    const ranked = view.kind !== "time";
    const steps = { ArrowRight: 1, ArrowLeft: -1, ...(ranked && { ArrowDown: 1, ArrowUp: -1 }) };
    drawing.onkeydown = ({ key }) => {
      if (key in steps) return move(Math.min(flat.length - 1, Math.max(0, current < 0 ? 0 : current + steps[key]))), false;
      if (key === "Home" || key === "End") return move(key === "Home" ? 0 : flat.length - 1), false;
      if (key === "ArrowUp" || key === "ArrowDown") return move(current < 0 ? 0 : beside(key === "ArrowUp" ? -1 : 1)), false;
      if (key === "Escape") leave();
    };
    drawing.onblur = leave;
    svg.addEventListener("input", () => { if (svg.value) reading.textContent = sentence(svg.value); });
  }

  function draw() {
    const shown = linesOf(view);
    const has = shown.flat().some((row) => row.value !== null);
    for (const row of shown.flat()) row.title = lines(row);
    drawing.replaceChildren();
    reading.textContent = "";
    if (!has) {
      add("p", drawing, view.hidden.length === view.teams.length ? "Choose a team class to draw the chart." : "No estimate has enough cases to be shown.");
      return shown;
    }
    const width = Math.max(280, drawing.clientWidth);
    const { svg, grid } = view.kind === "time" ? timeChart(shown, width) : ranking(shown, width);
    joinTitles(grid.flat());
    drawing.append(withoutStyle(svg));
    interact(svg, grid);
    reading.textContent = sentence(grid[0].at(["time", "vintage"].includes(view.kind) ? -1 : 0));
    return shown;
  }

  // Marks at the same place share a tip.
  function joinTitles(rows) {
    const at = (row) => `${view.many && row.series.team} ${row.x ?? row.label} ${row.value}`;
    const places = new Map();
    for (const row of rows) places.set(at(row), [...(places.get(at(row)) ?? []), row]);
    for (const same of places.values()) for (const row of same) row.title = same.map(lines).join("\n");
  }

  function describe(shown) {
    notes.replaceChildren();
    const rows = shown.flat();
    const cases = rows.filter((row) => row.value !== null).map((row) => row.n);
    const missing = rows.filter((row) => row.value === null);
    const lists = [...new Set(rows.map((row) => row.list ?? row.series.vintage))].sort().map(dayOf);
    const from = { 1: `list of ${lists[0]}`, 2: `lists of ${lists.join(" and ")}` }[lists.length] ?? `${lists.length} lists from ${lists[0]} to ${lists.at(-1)}`;
    const definitions = [...new Set(rows.map((row) => row.series.definition))].map((id) => `${named("definition", id)}: ${sentences[id] || "no description."}`);
    if (definitions.length > 1) fold(`${definitions.length} definitions in words`, definitions);
    else add("p", notes, definitions[0], { className: "definition" });
    add("a", add("p", notes), `Metric: ${view.chart.title}`, { href: `methods.html#metric-${view.chart.metric}` });
    const ends = [...new Set([Math.min(...cases), Math.max(...cases)])].map(counted);
    const sizes = cases.length ? ` Marks: ${counted(cases.length)}, each with n = ${ends.join(" to ")} cases. Lines and bands around a value are 95% intervals.` : "";
    const open = view.kind === "time" && rows.some(isFilling) ? " Open marks: lists still add to these periods." : "";
    const hollow = view.beside ? ` Hollow marks: list of ${named("vintage", view.beside)}.` : open;
    add("p", notes, undefined, { className: "source" }).textContent = `Source: ${view.chart.publisher}, ${from}.${sizes}${hollow}`;
    if (missing.length) {
      const some = missing.slice(0, 6).map((row) => `${headOf(row)} (n = ${counted(row.n)})`).join("; ");
      add("p", notes, `Not shown, because too few cases are known: ${some}${missing.length > 6 ? `, and ${counted(missing.length - 6)} more in the table` : ""}.`);
    }
    const said = [...new Set(rows.flatMap((row) => caveats[row.caveats]))];
    if (embedded) {
      const link = add("a", add("p", notes, undefined, { className: "source" }), "Compute Divide: this view with its question", { target: "_blank", rel: "noopener" });
      link.href = page() + address("explore");
    }
    if (said.length) fold(`${said.length} caveats of these numbers`, said);
  }

  function fold(title, texts) {
    const folded = add("details", notes);
    add("summary", folded, title);
    const items = add("ul", folded);
    for (const text of texts) add("li", items, text);
  }

  function tabulate(shown) {
    table.replaceChildren();
    const first = view.kind === "time" ? [] : [[LABELS[view.kind] ?? "", labelOf]];
    const columns = [
      ...first,
      ...(view.many ? [[LABELS[view.many], ({ series }) => nameOfCase(series[view.many])]] : []),
      ...(view.kind !== "team" && view.varied.has("team") ? [["Teams", ({ series }) => named("team", series.team)]] : []),
      ["Period", ({ period }) => named("period", period)],
      ...(view.beside ? [["List of", ({ series }) => named("vintage", series.vintage)]] : []),
      ["Value", ({ value, text }) => (value === null ? "not shown" : text)],
      ["95% interval", ({ between }) => between],
      ["k of n", (row) => (row.k === null ? `n = ${counted(row.n)}` : `${counted(row.k)} of ${counted(row.n)}`)],
    ];
    const head = add("tr", add("thead", table));
    for (const [name] of columns) add("th", head, name, { scope: "col" });
    const body = add("tbody", table);
    for (const row of shown.flat()) {
      const line = add("tr", body);
      columns.forEach(([name, text], index) => {
        const cell = add(index ? "td" : "th", line, text(row), index ? {} : { scope: "row" });
        const target = name === "k of n" && row.k !== null && row.series.open?.replace("%7Bperiod%7D", row.period);
        if (target) cell.replaceChildren(Object.assign(document.createElement("a"), { href: target, target: embedded ? "_blank" : "", textContent: cell.textContent }));
      });
    }
    tables.sortable(table);
  }

  function file() {
    const { metric, source } = view.chart;
    const rows = linesOf(view).flat().map(({ series, period, value, low, high, n, k, unknown, list }) => [
      metric, series.definition, source, list ?? series.vintage, period, series.team === "all" ? "" : series.team, ...CASES.map((key) => series[key]),
      series.unit, value, low, high, n, k, unknown, value === null,
    ]);
    return tables.csv([FILE, ...rows]);
  }

  function metadata() {
    const rows = linesOf(view).flat();
    const of = (key) => [...new Set(rows.map(({ series }) => series[key]))];
    return JSON.stringify({
      title: titleOf(), metric: view.chart.metric, publisher: view.chart.publisher, source: view.chart.source, address: page() + address("explore"),
      definitions: Object.fromEntries(of("definition").map((id) => [id, sentences[id]])), lists: [...new Set(rows.map((row) => row.list ?? row.series.vintage))],
      units: of("unit"), columns: FILE, caveats: [...new Set(rows.flatMap((row) => caveats[row.caveats]))],
      citation: document.querySelector("#cite > p")?.textContent, licence: view.chart.licence, release,
    }, null, 1);
  }

  // Returns the chart with its title and source as a picture of its own, in the colours of the screen.
  function picture() {
    const chart = drawing.querySelector("svg"), shown = getComputedStyle(document.documentElement);
    const color = (name) => shown.getPropertyValue(name).trim();
    const [width, height] = ["width", "height"].map((side) => +chart.getAttribute(side));
    const copy = chart.cloneNode(true);
    for (const one of copy.querySelectorAll("[aria-label=tip]")) one.remove();
    for (const grid of copy.querySelectorAll("[aria-label$=grid]")) grid.setAttribute("stroke", "var(--line)");
    const source = notes.querySelector(".source").textContent.split(" Marks:")[0];
    const words = [[titleOf(), 16, 20], [`${source} Compute Divide, release ${release}.`, 11, height + 50]];
    const text = words.map(([line, size, y]) => `<text x="8" y="${y}" font-size="${size}" fill="${color("--ink")}"></text>`).join("");
    const svg = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + 60}" font-family="system-ui, sans-serif" color="${color("--ink")}"><rect width="100%" height="100%" fill="${color("--paper")}"/>${text}</svg>`, "image/svg+xml").documentElement;
    svg.querySelectorAll("text").forEach((element, index) => {
      element.textContent = words[index][0];
      const long = element.textContent.length * words[index][1] * 0.55;
      if (long > width - 16) element.setAttribute("textLength", width - 16), element.setAttribute("lengthAdjust", "spacingAndGlyphs");
    });
    copy.setAttribute("y", 32);
    svg.append(copy);
    return new XMLSerializer().serializeToString(svg).replace(/var\((--\w+)\)/g, (_, name) => color(name));
  }

  function saveAsPng(name) {
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * image.width, height: 2 * image.height });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => tables.save(`${name}.png`, "image/png", blob));
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(picture())}`;
  }

  // Returns the address of the view, for this page and for a frame in another page.
  const address = (anchor) => {
    const slugged = (key, value) => (key === "venue" ? value.split(",").map((one) => slug(names.venue[one] ?? one)).join() : value);
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== undefined).map(([key, value]) => [key, slugged(key, value)]));
    return `#${anchor}${query.size ? `?${String(query).replaceAll("%2C", ",")}` : ""}`;
  };
  const page = () => document.querySelector("link[rel=canonical]")?.href ?? location.href.replace(/#.*/, "");

  const copy = (text, what) => tables.copy(text, what, code, reading);

  function showActions() {
    const button = (text, act) => add("button", actions, text, { type: "button" }).addEventListener("click", act);
    button("Download these rows (CSV)", () => tables.save(`${view.chart.metric}.csv`, "text/csv", file()));
    button("What they are (JSON)", () => tables.save(`${view.chart.metric}.metadata.json`, "application/json", metadata()));
    button("PNG", () => saveAsPng(view.chart.metric));
    button("SVG", () => tables.save(`${view.chart.metric}.svg`, "image/svg+xml", picture()));
    button("Copy the address of this view", () => copy(page() + address("explore"), "address"));
    button("Copy code to embed this view", () => {
      const title = titleOf().replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
      const link = (page() + address("embed")).replaceAll("&", "&amp;");
      copy(`<iframe src="${link}" title="${title}" width="100%" height="${heading.offsetHeight + drawing.offsetHeight + 220}" loading="lazy"></iframe>`, "code");
    });
  }

  function show(newest) {
    view = resolve(newest);
    const lost = settle();
    view.varied = new Set(["team", ...CASES].filter((key) => different(view.chart.series, key).length > 1));
    heading.textContent = titleOf();
    if (heading.hidden) document.title = title.textContent = titleOf();
    code.hidden = true;
    showControls();
    const shown = draw();
    describe(shown);
    tabulate(shown);
    return lost;
  }

  // Keeps only the choices that are shown, and returns the others.
  function settle() {
    const effective = { ...view, chart: view.kind, metric: view.chart.metric, teams: asked.teams };
    if (view.many) effective[view.many] = view.values.map((value) => value ?? "").join();
    const lost = Object.keys(asked).filter((key) => asked[key] !== effective[key]);
    asked = Object.fromEntries(Object.entries(asked).filter(([key]) => !lost.includes(key)));
    return lost;
  }

  function choose(key, value) {
    asked[key] = value;
    show(key);
    history.pushState(null, "", address(embedded ? "embed" : "explore"));
  }

  function read() {
    const [anchor, text = ""] = location.hash.slice(1).split("?");
    const isOfView = ["explore", "embed"].includes(anchor), query = isOfView ? text : "";
    if (view && anchor && !isOfView) return; // another part of the page
    asked = Object.fromEntries(new URLSearchParams(query));
    // A chart of a case, to which its page leads, has its own title and not the answer above it.
    if (CASES.some((key) => asked[key]) && anchor === "explore" && !heading.hidden) {
      heading.hidden = true;
      const link = add("a", add("p", title.parentElement, "From the question: ", { className: "note" }), title.textContent, { href: `${section.dataset.page}.html` });
      while (title.nextElementSibling !== section) title.nextElementSibling.remove();
      title.after(link.parentElement);
    }
    const lost = show();
    if (lost.length) add("p", notes, `This publication has no such ${lost.map((key) => (LABELS[key] ?? key).toLowerCase()).join(", ")}; the chart shows what it has.`);
    if (query && anchor === "explore") (heading.hidden ? title : section).scrollIntoView();
  }

  explorer.hidden = false;
  section.classList.remove("loading");
  showActions();
  read();
  addEventListener("popstate", read);
  let width = drawing.clientWidth;
  new ResizeObserver(() => {
    if (drawing.clientWidth !== width) draw();
    width = drawing.clientWidth;
  }).observe(drawing);
})();

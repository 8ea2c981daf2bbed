// Puts the chart of a view into the page, and reads its marks out.
import { withoutStyle } from "../scale.js";
import { linesOf } from "./choose.js";
import { valued } from "./data.js";
import { drawing, reading, room, say } from "./page.js";
import { interact } from "./pointer.js";
import { ranking } from "./ranking.js";
import { timeChart } from "./time.js";
import { sentence, tipOf } from "./words.js";

export function draw(view, shown = linesOf(view)) {
  for (const row of shown.flat()) row.title = tipOf(view, row);
  drawing.replaceChildren();
  reading.textContent = "";
  if (!valued(shown.flat()).length) {
    const isEmpty = view.hidden.length === view.teams.length;
    const hint = "Choose a team class to draw the chart.";
    say(drawing, isEmpty ? hint : "No estimate has enough cases to be shown.");
    return;
  }
  const chart = view.kind === "time" ? timeChart : ranking;
  const { svg, grid } = chart(view, shown, room());
  joinTitles(view, grid.flat());
  drawing.append(withoutStyle(svg));
  interact(view, svg, grid);
  const told = ["time", "vintage"].includes(view.kind) ? -1 : 0;
  reading.textContent = view.said ?? sentence(view, grid[0].at(told));
}

// Marks at the same place share a tip.
function joinTitles(view, rows) {
  const at = (row) => `${view.many && row.series.team} ${row.x ?? row.label} ${row.value}`;
  for (const same of Map.groupBy(rows, at).values()) {
    const title = same.map((row) => tipOf(view, row)).join("\n");
    for (const row of same) row.title = title;
  }
}

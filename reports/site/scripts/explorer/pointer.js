// Reads the marks of a chart out, for a pointer and for keys.
import { drawing, reading } from "./page.js";
import { sentence } from "./words.js";

// The chart is one stop of the tab key, and arrow keys move from mark to mark.
export function interact(view, svg, grid) {
  const flat = grid.flat();
  const marks = [...svg.querySelectorAll(".mark > *")];
  const target = targetOf(view.kind === "time", grid);
  let current = -1;

  function leave() {
    marks[current]?.classList.remove("current");
    svg.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
  }

  function move(index) {
    leave();
    current = index;
    marks[current].classList.add("current");
    const place = placeOf(
      marks[current],
      view.kind === "time" ? 0.5 : Number(flat[current].value >= 0),
    );
    svg.dispatchEvent(new PointerEvent("pointermove", { ...place, pointerType: "mouse" }));
    reading.textContent = sentence(view, flat[current]);
  }

  drawing.onkeydown = (event) => {
    if (event.key === "Escape") leave();
    const next = target(event.key, current);
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };
  drawing.onblur = leave;
  svg.addEventListener("input", () => {
    if (svg.value) reading.textContent = sentence(view, svg.value);
  });
}

// Returns the function that gives the mark to which a key leads from the current one. In a chart
// over time, up and down lead to the nearest mark of the next line.
function targetOf(isTime, grid) {
  const flat = grid.flat();
  const last = flat.length - 1;
  const along = (current, step) => (current < 0 ? 0 : Math.min(last, Math.max(0, current + step)));
  const across = (current, step) => (current < 0 ? 0 : beside(grid, flat[current], step));
  const vertical = isTime ? across : along;
  const targets = {
    ArrowRight: (current) => along(current, 1),
    ArrowLeft: (current) => along(current, -1),
    ArrowDown: (current) => vertical(current, 1),
    ArrowUp: (current) => vertical(current, -1),
    Home: () => 0,
    End: () => last,
  };
  return (key, current) => targets[key]?.(current);
}

function beside(grid, row, step) {
  const from = grid.findIndex((rows) => rows.includes(row));
  const to = grid[(from + step + grid.length) % grid.length];
  const away = ({ x }) => Math.abs(x - row.x);
  const nearest = to.reduce((best, one) => (away(one) < away(best) ? one : best));
  return grid.flat().indexOf(nearest);
}

// Returns the place of the pointer at the end of a bar, or in the middle of a small mark.
function placeOf(mark, end) {
  const { left, top, width, height } = mark.getBoundingClientRect();
  return { clientX: left + width * (width > 12 ? end : 0.5), clientY: top + height / 2 };
}

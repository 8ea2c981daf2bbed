// Scales and looks that all charts share.
export const TEXT = { fontSize: "13px" };
export const MUTED = "var(--muted)";
export const INK = "var(--ink)";
export const PAPER = "var(--paper)";

// Scales of values end at the largest share, or at whole powers of a ratio.
export function scaleOf(axis, rows) {
  const ends = rows.flatMap((row) => [
    row.value,
    row.ci_low ?? row.value,
    row.ci_high ?? row.value,
  ]);
  const least = Math.min(...ends);
  const largest = Math.max(...ends);
  return axis.base ? powers(axis, least, largest) : amounts(axis, least, largest);
}

function powers({ base, suffix }, least, largest) {
  const low = Math.floor(least);
  const top = Math.max(Math.ceil(largest), low + 1);
  const step = Math.ceil((top - low) / 7);
  const lowest = Math.ceil(low / step) * step; // ticks include equality
  const ticks = Array.from(
    { length: Math.floor((top - lowest) / step) + 1 },
    (_, index) => lowest + index * step,
  );
  const tickFormat = (value) =>
    value < 0 ? `1/${short(base ** -value)}` : short(base ** value) + suffix;
  return { domain: [low, top], ticks, tickFormat };
}

function short(number) {
  if (number < 1e6) return number.toLocaleString("en");
  if (number < 1e9) return `${number / 1e6} million`;
  if (number < 1e12) return `${number / 1e9} billion`;
  return number.toExponential(0).replace("+", "");
}

function amounts({ factor, suffix, most }, least, largest) {
  const digits = (value) => Number((value * factor).toPrecision(3)).toLocaleString("en");
  const tickFormat = (value) => digits(value).replace("-", "−") + suffix;
  if (most && largest > most / 2) {
    const ticks = [0, 1, 2, 3, 4].map((part) => (part * most) / 4);
    return { domain: [0, most], ticks, tickFormat };
  }
  return { domain: [Math.min(0, least), largest || 1], nice: true, ticks: 5, tickFormat };
}

export const zeroOf = ({ domain: [low, high] }) => (low <= 0 && high >= 0 ? [0] : []);

export const axisName = ({ suffix, name }) => (suffix ? null : name || null);

// As many ticks as have room, with that of zero.
export function ticksIn({ domain, ticks, tickFormat }, room) {
  const most = 1 + Math.floor(room / (14 + widest(domain.map(tickFormat))));
  if (!Array.isArray(ticks)) return Math.min(ticks, most);
  const zero = Math.max(0, ticks.indexOf(0));
  const every = (step) => ticks.filter((_, index) => (index - zero) % step === 0);
  return ticks.map((_, index) => every(index + 1)).find(({ length }) => length <= most);
}

const pen = document.createElement("canvas").getContext("2d");
pen.font = "13px system-ui, sans-serif";

// The width of the longest line in pixels.
export function widest(texts) {
  const lines = texts.flatMap((text) => String(text).split("\n"));
  return Math.ceil(Math.max(...lines.map((line) => pen.measureText(line).width)));
}

// Breaks words into lines of at most so many pixels.
export function wrapped(words, room) {
  const lines = [];
  for (const word of words.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (!lines.length || widest([longer]) > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

// Moves what is too near the one before it down, and then what is below the end up.
export function pushed(tops, tall, height) {
  const apart = (index) => (tall[index] + tall[index + 1]) / 2;
  const moved = [...tops];
  let least = tall[0] / 2;
  for (let index = 0; index < moved.length; index++) {
    moved[index] = Math.max(moved[index], least);
    least = moved[index] + apart(index);
  }
  let most = height - tall.at(-1) / 2;
  for (let index = moved.length - 1; index >= 0; index--) {
    moved[index] = Math.min(moved[index], most);
    most = moved[index] - apart(index - 1);
  }
  return moved;
}

export function tip(rows, place) {
  const look = { lineWidth: 18, lineHeight: 1.2, fontSize: 13, fill: PAPER, stroke: MUTED };
  return Plot.tip(rows, { ...place, ...look, title: "title" });
}

// The policy of the page allows no other style element than its own.
export function withoutStyle(svg) {
  svg.querySelector("style").remove();
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

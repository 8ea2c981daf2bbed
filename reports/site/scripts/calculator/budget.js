// What a budget is and what a model takes of it, in words.
const SECONDS = 86_400; // of a day

const rounded = (number) =>
  number < 10 ? number.toPrecision(2) : Math.ceil(number).toLocaleString("en");
const amount = (flop) => flop.toExponential(1).replace("+", "");

// Returns the FLOP of a budget, or null if it is impossible.
export function flopOf({ gpus, days, percent, device }) {
  const isPossible = device && gpus > 0 && days > 0 && percent > 0 && percent <= 100;
  return isPossible ? gpus * device.peak * days * SECONDS * (percent / 100) : null;
}

export function inWords(flop, { gpus, device: { price } }) {
  const usd = Math.round(gpus * price).toLocaleString("en");
  const cost = price ? ` The GPUs cost ${usd} USD at their release.` : "";
  return `This budget is ${amount(flop)} FLOP.${cost}`;
}

export function takes({ cells, year, flop: power }, flop, { gpus, days }) {
  const need = 10 ** power;
  const share = need / flop;
  const fits = share > 1 ? "more than this budget" : "which is within this budget";
  const longer = `${rounded(gpus)} of these GPUs for ${rounded(days * share)} days`;
  const more = `, or ${rounded(gpus * share)} of them for ${rounded(days)} days`;
  const ways = longer + (gpus * share < 1 ? "" : more);
  return `${cells.Model} of ${year} took ${amount(need)} FLOP, ${fits}: ${ways}.`;
}

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

const usd = (number) => `${Math.round(number).toLocaleString("en")} USD`;

// The rent is that of one device; other devices count by their peak.
export function inWords(flop, { gpus, days, device: { peak, price } }, rent) {
  const hours = rent && (gpus * peak * days * 24) / rent.peak;
  const lent = rent
    ? ` The same peak in rented ${rent.name} costs ${usd(hours * rent.usd)} on demand, at` +
      ` ${rent.usd} USD an hour on ${rent.day}.`
    : "";
  const cost = price ? ` Buying the GPUs cost ${usd(gpus * price)} at their release.` : "";
  return `This budget is ${amount(flop)} FLOP.${lent}${cost}`;
}

export function takes({ name, flop: power }, flop, { gpus, days }) {
  const need = 10 ** power;
  const share = need / flop;
  const fits = share > 1 ? "more than this budget" : "which is within this budget";
  const longer = `${rounded(gpus)} of these GPUs for ${rounded(days * share)} days`;
  const more = `, or ${rounded(gpus * share)} of them for ${rounded(days)} days`;
  const ways = longer + (gpus * share < 1 ? "" : more);
  return `${name} needs ${amount(need)} FLOP, ${fits}: ${ways}.`;
}

// How many cases a number has.
export const counted = (number) => number.toLocaleString("en");

export function sizeOf({ k, n }) {
  return k === null ? `n = ${counted(n)}` : `${counted(k)} of ${counted(n)}`;
}

// The rows that an address asks for: #definition=notable_classed&team=academic_only.

function ends(period) {
  const [first, last = first] = period === "all" ? ["0", "latest"] : period.split("-");
  return [Number(first), last === "latest" ? Infinity : Number(last)];
}

const isIn = (year, [first, last]) => year !== null && year >= first && year <= last;
const has = (fact, value) => (Array.isArray(fact) ? fact.includes(value) : String(fact) === value);

function hasWords({ cells }, words) {
  const text = Object.values(cells).join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

const OTHERS = ["period", "most", "search"]; // choices that are no fact of a row

export const EDITION = ["venue", "period"];

// Says whether a row has a choice. A definition takes the class from our rules or, if `classed`
// lacks it, from the publisher's labels.
export function matches(row, key, asked, classed) {
  const value = asked[key];
  if (value === undefined) return true;
  if (key === "period") return isIn(row.year, ends(value));
  if (key === "most") return row.needed !== null && row.needed <= Number(value);
  if (key === "search") return hasWords(row, value.toLowerCase().split(" "));
  const { definition } = asked;
  const isLabelled = key === "team" && classed && definition && !classed.includes(definition);
  return has(isLabelled ? row.label : row[key], value);
}

export function chosen(rows, asked, classed) {
  const keys = Object.keys(asked).filter((key) => key in (rows[0] ?? {}) || OTHERS.includes(key));
  const fits = (among) => (row) => among.every((key) => matches(row, key, asked, classed));
  if (!asked.largest) return rows.filter(fits(keys));
  // The largest ones are those of a year and a definition, whatever their team.
  return rows
    .filter(fits(["definition", "period"]))
    .filter(({ flop }) => flop !== null)
    .sort((a, b) => b.flop - a.flop || (a.day < b.day ? -1 : 1))
    .slice(0, Number(asked.largest))
    .filter(fits(keys));
}

// Says whether the rows of a part are needed: those of the chosen editions.
export function isNeeded({ facts }, asked) {
  const isChosen = asked.venue || asked.period || asked.organisation || asked.topic;
  return isChosen && EDITION.every((key) => matches(facts, key, asked));
}

// The address of a view: #explore?venue=neurips, or #embed?venue=neurips for a frame.
import { CASES, names } from "./data.js";

const FORMER = { nips: "neurips" }; // keys of earlier releases

export function address(anchor, asked) {
  const chosen = Object.entries(asked).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(
    chosen.map(([key, value]) => [key, key === "venue" ? slugs(value) : value]),
  );
  return `#${anchor}${query.size ? `?${String(query).replaceAll("%2C", ",")}` : ""}`;
}

const slugs = (venues) =>
  venues
    .split(",")
    .map((one) => slug(names.venue[one] ?? one))
    .join();

const slug = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

// A reader may type the name of a case, its key in the data, or a former key.
export function choicesIn(query) {
  const asked = Object.fromEntries(new URLSearchParams(query));
  for (const key of CASES) {
    if (asked[key]) {
      asked[key] = asked[key]
        .split(",")
        .map((one) => keyOf(key, one))
        .join();
    }
  }
  return asked;
}

function keyOf(key, text) {
  const known = Object.entries(names[key]);
  const found = known.find(([one, name]) => one === text || slug(name) === text);
  return found?.[0] ?? (Object.hasOwn(FORMER, text) ? FORMER[text] : text);
}

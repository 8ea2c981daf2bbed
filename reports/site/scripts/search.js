// Loads the search of Pagefind. A page that was opened as a file must not read other files.
const LISTED = 6; // names of models or organisations
const MAKERS = "Organisations, and what decided their sectors";
const found = document.getElementById("rows-found");
const partsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const results = document.getElementById("search");
let lists;
let isFound = false; // a page has a word that was asked for

// Pagefind reads pages. Names of models and organisations without a page are rows of these lists.
async function load() {
  const organisations = (await tables.load("organisations")).rows.map(({ cells, link }) => {
    const href = link || `models.html#${new URLSearchParams({ organisation: cells.Name })}`;
    return { name: cells.Name, text: cells.Name, href };
  });
  const models = (await tables.load("models")).rows.map(({ cells, organisation }) => {
    const makers = cells[MAKERS].split("; ").map((maker) => maker.split(": ")[0]);
    const text = [cells.Model, ...makers, ...organisation].join(" ");
    return { name: cells.Model, text, href: rowsOf(cells.Model) };
  });
  lists = { Organisations: organisations, Models: models };
  for (const row of [...organisations, ...models]) row.parts = partsOf(row.text);
}

const rowsOf = (search) => `models.html#${new URLSearchParams({ search })}`;

// Pagefind finds the longest known beginning of an unknown word, which may be one letter.
function judge({ excerpt }) {
  const marks = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, mark]) => mark);
  const words = partsOf(results.querySelector("input").value);
  const isNear = (mark) => words.some((word) => 2 * mark.length >= word.length);
  isFound ||= !marks.length || marks.some(isNear);
  results.classList.toggle("none", !isFound);
}

// Other words for a page, which begin its text, are found but not shown.
function withoutWords(result) {
  judge(result);
  const { words } = result.meta;
  delete result.meta.words;
  for (const part of [result, ...result.sub_results]) {
    const [start, rest] = part.excerpt.split(/\.(?:<\/mark>)? (.*)/s);
    if (words?.endsWith(start.replaceAll(/<\/?mark>/g, ""))) part.excerpt = rest ?? "";
  }
  return result;
}

function showRows(asked) {
  found.replaceChildren();
  const wanted = partsOf(asked);
  const fits = ({ parts }) => wanted.every((one) => parts.some((part) => part.startsWith(one)));
  // Names that begin with the words, and then those that have them whole, come first.
  const rank = ({ name, parts }) =>
    2 * name.toLowerCase().startsWith(asked.trim().toLowerCase()) +
    wanted.every((one) => parts.includes(one));
  for (const [label, rows] of Object.entries(lists)) {
    const fitting = wanted.length ? rows.filter(fits) : [];
    if (!fitting.length) continue;
    fitting.sort((a, b) => rank(b) - rank(a));
    const line = tables.add("p", found, `${label}: `, { className: "links" });
    for (const { name, href } of fitting.slice(0, LISTED)) tables.add("a", line, name, { href });
    const href = label === "Models" ? rowsOf(asked) : "organisations.html";
    if (fitting.length > LISTED) tables.add("a", line, "and more", { href });
  }
}

if (location.protocol !== "file:") {
  const style = { rel: "stylesheet", href: "pagefind/pagefind-ui.css" };
  const onload = async () => {
    const search = new PagefindUI({
      element: "#search",
      showSubResults: true,
      showImages: false,
      autofocus: false,
      processResult: withoutWords,
    });
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) search.triggerSearch(asked);
    const box = document.querySelector("#search input");
    box.setAttribute("aria-label", "Search this site");
    document.getElementById("without-search").hidden = true;
    await load();
    box.addEventListener("input", () => {
      isFound = false;
      showRows(box.value);
    });
    showRows(box.value || asked || "");
  };
  tables.add("link", document.head, undefined, style);
  tables.add("script", document.head, undefined, { src: "pagefind/pagefind-ui.js", onload });
}

// Loads the search of Pagefind. A page that was opened as a file must not read other files.
const found = document.getElementById("rows-found");
const results = document.getElementById("search");
const partsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
let isFound = false; // a page has a word that was asked for

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

// Pagefind reads pages. Names of models and organisations without a page are rows of lists.
function offer(words) {
  found.replaceChildren();
  if (!words.trim()) return;
  const line = tables.add("p", found, `Rows with “${words}”: `, { className: "links" });
  const search = new URLSearchParams({ search: words });
  for (const id of ["models", "organisations"])
    tables.add("a", line, `all ${id}`, { href: `${id}.html#${search}` });
}

if (location.protocol !== "file:") {
  const style = { rel: "stylesheet", href: "pagefind/pagefind-ui.css" };
  const onload = () => {
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
    box.addEventListener("input", () => {
      isFound = false;
      offer(box.value);
    });
    offer(asked ?? "");
  };
  tables.add("link", document.head, undefined, style);
  tables.add("script", document.head, undefined, { src: "pagefind/pagefind-ui.js", onload });
}

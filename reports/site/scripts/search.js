// Loads the search of Pagefind. A page that was opened as a file must not read other files.
if (location.protocol !== "file:") {
  const style = { rel: "stylesheet", href: "pagefind/pagefind-ui.css" };
  const onload = () => {
    const search = new PagefindUI({
      element: "#search",
      showSubResults: true,
      showImages: false,
      autofocus: false,
    });
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) search.triggerSearch(asked);
    document.querySelector("#search input").setAttribute("aria-label", "Search this site");
    document.getElementById("without-search").hidden = true;
  };
  tables.add("link", document.head, undefined, style);
  tables.add("script", document.head, undefined, { src: "pagefind/pagefind-ui.js", onload });
}

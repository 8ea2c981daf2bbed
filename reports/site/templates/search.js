(() => {
  "use strict";
  // A page that was opened as a file must not read other files.
  if (location.protocol === "file:") return;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "pagefind/pagefind-ui.css";
  const script = document.createElement("script");
  script.src = "pagefind/pagefind-ui.js";
  script.addEventListener("load", () => {
    new PagefindUI({ element: "#search", showSubResults: true, showImages: false, autofocus: false });
    document.querySelector("#search input").setAttribute("aria-label", "Search this site");
    document.getElementById("without-search").hidden = true;
  });
  document.head.append(style, script);
})();

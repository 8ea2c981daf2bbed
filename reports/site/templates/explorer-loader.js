(() => {
  "use strict";
  // The explorer loads its files when a reader comes near it, or at once for an address of a view. Scripts also load
  // from a page that was opened as a file, where JSON would not.
  const section = document.getElementById("explore");
  section.classList.add("loading"); // which keeps its place
  for (const still of document.querySelectorAll(".still")) still.open = false;
  const observer = new IntersectionObserver(([seen]) => seen.isIntersecting && load(), { rootMargin: "600px" });
  function load() {
    observer.disconnect();
    for (const name of ["plot", section.dataset.page, "explorer"]) {
      document.head.append(Object.assign(document.createElement("script"), { src: `explorer/${name}.js`, async: false }));
    }
  }
  if (location.hash.startsWith("#embed")) {
    document.body.classList.add("embed");
    document.querySelector("main").replaceChildren(section);
  }
  if (/^#(explore|embed)/.test(location.hash)) load();
  else observer.observe(section);
})();

(() => {
  "use strict";
  // The explorer loads its files when a reader comes near it. Scripts also load from a page that was
  // opened as a file, where JSON would not.
  const section = document.getElementById("explore");
  const linked = () => /^#(explore|embed)\b/.test(location.hash);
  const observer = new IntersectionObserver(([seen]) => seen.isIntersecting && load(), { rootMargin: "600px" });
  function load() {
    observer.disconnect();
    removeEventListener("popstate", follow);
    for (const name of ["plot", section.dataset.page, "explorer"]) {
      document.head.append(Object.assign(document.createElement("script"), { src: `explorer/${name}.js`, async: false }));
    }
  }
  function follow() {
    if (linked()) load();
  }
  if (location.hash.startsWith("#embed")) {
    document.body.classList.add("embed");
    document.querySelector("main").replaceChildren(section);
  }
  addEventListener("popstate", follow);
  observer.observe(section);
  follow();
})();

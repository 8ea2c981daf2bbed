// The explorer loads its files when a reader comes near it, or at once for an address of a view.
// Scripts also load from a page that was opened as a file, where JSON would not.
const section = document.getElementById("explore");
section.classList.add("loading"); // which keeps its place
for (const still of document.querySelectorAll(".still")) still.classList.add("printed");

const isNear = ([{ isIntersecting }]) => isIntersecting && load();
const observer = new IntersectionObserver(isNear, { rootMargin: "600px" });

function load() {
  observer.disconnect();
  const metrics = section.dataset.metrics.split(" ");
  const files = metrics.map((metric) => `api/v1/metrics/${metric}.js`);
  for (const src of ["explorer/plot.js", ...files, "explorer/explorer.js"]) {
    tables.add("script", document.head, undefined, { src, async: false });
  }
}

document.body.classList.toggle("embed", location.hash.startsWith("#embed"));
if (/^#(explore|embed)/.test(location.hash)) load();
else observer.observe(section);

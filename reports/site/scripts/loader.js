// Charts load their files when a reader comes near them, or at once for an address of a view.
// Scripts also load from a page that was opened as a file, where JSON would not.
const [anchor] = location.hash.slice(1).split("?");
const sections = document.querySelectorAll("[data-files]");
const files = new Set(); // of any section, in order
const observer = new IntersectionObserver(loadNear, { rootMargin: "600px" });

function loadNear(entries) {
  for (const { isIntersecting, target } of entries) if (isIntersecting) load(target);
}

function load(section) {
  observer.unobserve(section);
  for (const src of section.dataset.files.split(" ").filter((one) => !files.has(one))) {
    files.add(src);
    tables.add("script", document.head, undefined, { src, async: false });
  }
}

for (const section of sections) {
  if (section.dataset.views) section.classList.add("loading"); // which keeps its place
  if (section.id === (anchor === "embed" ? "explore" : anchor)) load(section);
  else observer.observe(section);
}
for (const still of document.querySelectorAll(".still")) still.classList.add("printed");

// Bundle the parts of Observable Plot that entry.js names, and collect the licences of all packages
// in the bundle.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { buildSync } from "esbuild";

const BUNDLE = "plot.min.js";
const built = buildSync({
  entryPoints: ["entry.js"],
  outfile: BUNDLE,
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "Plot",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  metafile: true,
});
const inputs = Object.entries(built.metafile.outputs[BUNDLE].inputs);
const folders = inputs
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  .map(([path]) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0])
  .filter(Boolean);
const licences = [...new Set(folders)].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const text = readFileSync(`${folder}/LICENSE`, "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync("LICENCES.txt", licences.join(`\n${"-".repeat(72)}\n\n`));
const digest = createHash("sha256").update(readFileSync(BUNDLE)).digest("hex");
writeFileSync(`${BUNDLE}.sha256`, `${digest}  ${BUNDLE}\n`);

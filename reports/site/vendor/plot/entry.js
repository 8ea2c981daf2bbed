// What explorer.js uses of Observable Plot. Nothing else is bundled.
export { areaY, barX, dot, lineY, plot, pointer, ruleX, ruleY, text, tip } from "@observablehq/plot";

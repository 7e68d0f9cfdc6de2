// What assets.ts serves as `uplot.js`: the library's own script with an export.
import uPlot from "uplot";

export default uPlot;

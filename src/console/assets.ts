import { createHash } from "node:crypto";
import uplotStyles from "uplot/dist/uPlot.min.css";
import { newPages } from "./router.ts";
import consoleScript from "./scripts/console.client.js";
import wardScript from "./scripts/ward.client.js";
import base from "./styles/base.css";
import icon from "./styles/icon.svg";
import parts from "./styles/parts.css";
import ward from "./styles/ward.css";
import patient from "./styles/patient.css";

const CSS = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";

/** Everything that a page loads. */
const FILES = {
	"console.css": [base + parts + patient, CSS],
	"console.client.js": [consoleScript, SCRIPT],
	"icon.svg": [icon, "image/svg+xml"],
	"ward.client.js": [wardScript, SCRIPT],
	"ward.css": [ward, CSS],
	"uplot.css": [uplotStyles, CSS],
} as const satisfies Record<string, readonly [text: string, type: string]>;

export type Asset = keyof typeof FILES;

const version = createHash("sha256").update(Object.values(FILES).join()).digest("hex").slice(0, 12);

/** The address of a file: another one with each version, so that browsers may keep it for ever. */
export const assetPath = (name: Asset): string => `/console/${version}/${name}`;

export const assetPages = newPages();

for (const [name, [text, type]] of Object.entries(FILES)) {
	// Whatever version is asked for: a page of before a deployment gets what there is.
	assetPages.get(`/console/:version/${name}`, (c) =>
		c.body(text, 200, {
			"Content-Type": type,
			"Cache-Control": c.req.param("version") === version ? "public, max-age=31536000, immutable" : "no-store",
		}),
	);
}

import { createHash } from "node:crypto";
import uplot from "uplot/dist/uPlot.iife.min.js";
import uplotStyles from "uplot/dist/uPlot.min.css";
import { newPages } from "./router.ts";
import apiPageScript from "./scripts/api-page.client.js";
import bulkScript from "./scripts/bulk.client.js";
import consoleScript from "./scripts/console.client.js";
import copyScript from "./scripts/copy.client.js";
import heartScript from "./scripts/heart.client.js";
import heartData from "./scripts/heart-data.client.js";
import heartPlot from "./scripts/heart-plot.client.js";
import heartWords from "./scripts/heart-words.client.js";
import patientStream from "./scripts/patient-stream.client.js";
import ruleScript from "./scripts/rule.client.js";
import wardScript from "./scripts/ward.client.js";
import admin from "./styles/admin.css";
import apiPageStyles from "./styles/api-page.css";
import base from "./styles/base.css";
import clinic from "./styles/clinic.css";
import forms from "./styles/forms.css";
import heart from "./styles/heart.css";
import icon from "./styles/icon.svg";
import modes from "./styles/modes.css";
import own from "./styles/own.css";
import parts from "./styles/parts.css";
import patient from "./styles/patient.css";
import ward from "./styles/ward.css";

const CSS = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";

/** Everything that a page loads. */
const FILES = {
	"console.css": [base + parts + forms + patient + heart + clinic + own + modes, CSS],
	"api-page.client.js": [apiPageScript, SCRIPT],
	"api-page.css": [apiPageStyles, CSS],
	"console.client.js": [consoleScript, SCRIPT],
	"copy.client.js": [copyScript, SCRIPT],
	"admin.css": [admin, CSS],
	"bulk.client.js": [bulkScript, SCRIPT],
	"icon.svg": [icon, "image/svg+xml"],
	"ward.client.js": [wardScript, SCRIPT],
	"ward.css": [ward, CSS],
	"heart.client.js": [heartScript, SCRIPT],
	"heart-data.client.js": [heartData, SCRIPT],
	"heart-plot.client.js": [heartPlot, SCRIPT],
	"heart-words.client.js": [heartWords, SCRIPT],
	"rule.client.js": [ruleScript, SCRIPT],
	"patient-stream.client.js": [patientStream, SCRIPT],
	// It is made for a page's global scope; our scripts are modules.
	"uplot.js": [`${uplot}\nexport default uPlot;`, SCRIPT],
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

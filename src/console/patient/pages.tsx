import { serviceContext } from "../../auth/authenticate.ts";
import { asked } from "../lists.tsx";
import { newPages } from "../router.ts";
import { alertPages } from "./alert-pages.tsx";
import { facedPatient, PATIENT, patientPage } from "./frame.tsx";
import { HeartTab, heartOf } from "./heart.tsx";
import { viewOf } from "./ranges.ts";
import { rulePages } from "./rule-pages.tsx";

/** One patient's heart, alerts and rules. */
export const patientPages = newPages();

const CHART = { scripts: ["heart.client.js"], styles: ["uplot.css"] } as const;

patientPages.get(PATIENT, async (c) => {
	const now = Date.now();
	const head = await facedPatient(c);
	const { patient } = head;
	const view = viewOf(asked(c), now);
	const heart = await heartOf(serviceContext(c), patient.id, view);
	const tab = <HeartTab {...{ patient, view, heart, now }} url={c.req.url} />;
	return patientPage(c, head, { tab: "heart", children: tab, ...CHART });
});

patientPages.route("/", alertPages);
patientPages.route("/", rulePages);

import { except } from "hono/combine";
import { csrf } from "hono/csrf";
import { recordRefusals } from "../audit/refusals.ts";
import { limited } from "../http/body-limit.ts";
import { accountPages } from "./account/pages.tsx";
import { adminPages } from "./admin/pages.tsx";
import { apiPages } from "./api-page/pages.tsx";
import { assetPages } from "./assets.ts";
import { fileDownloads, UPLOAD_PATH } from "./clinic/files.tsx";
import { clinicPages } from "./clinic/pages.tsx";
import { onPageError } from "./failures.tsx";
import { guarded, guardedWithIcons } from "./headers.ts";
import { inboxPages } from "./inbox/pages.tsx";
import { myPages } from "./me/pages.tsx";
import { patientPages } from "./patient/pages.tsx";
import { reportPages } from "./patient/report.ts";
import { newPages } from "./router.ts";
import { passwordPages } from "./session/password.tsx";
import { providerPages } from "./session/provider.tsx";
import { registerPages } from "./session/register.tsx";
import { sessionPages } from "./session/sign-in.tsx";
import { verifyPages } from "./session/verify.tsx";
import { recognize, requireVisitor } from "./session/visit.ts";
import { wardPages } from "./ward/pages.tsx";

/** The web pages: the same services as the API's, for the people whom a browser's session speaks for. */
export const consoleRoutes = newPages();

consoleRoutes.onError(onPageError);
consoleRoutes.route("/", assetPages);
// Files are no pages: they have headers of their own.
consoleRoutes.route("/", fileDownloads);

/** Where pages are: all else is the API's. */
const PLACES = ["/", "/sign-in/*", "/sign-out/*", "/session/*", "/register", "/forgot", "/reset", "/verify"] as const;
/** Of those, where nobody gets without a session. */
const OWN_PLACES = [
	"/ward/*",
	"/patients/*",
	"/me/*",
	"/appointments/*",
	"/inbox/*",
	"/account/*",
	"/admin/*",
] as const;

for (const place of [...PLACES, ...OWN_PLACES])
	consoleRoutes.use(place, guarded, csrf(), recognize, except([UPLOAD_PATH], limited));
consoleRoutes.use("/api-docs", guardedWithIcons, csrf(), recognize);
// Who asks for what they may not do is recorded as at the API's doors.
for (const place of OWN_PLACES) consoleRoutes.use(place, requireVisitor, recordRefusals);

consoleRoutes.route("/", sessionPages);
consoleRoutes.route("/", providerPages);
consoleRoutes.route("/", registerPages);
consoleRoutes.route("/", passwordPages);
consoleRoutes.route("/", verifyPages);
consoleRoutes.route("/", inboxPages);
consoleRoutes.route("/", wardPages);
consoleRoutes.route("/", clinicPages);
consoleRoutes.route("/", accountPages);
consoleRoutes.route("/", myPages);
consoleRoutes.route("/", patientPages);
consoleRoutes.route("/", reportPages);
consoleRoutes.route("/", adminPages);
consoleRoutes.route("/", apiPages);

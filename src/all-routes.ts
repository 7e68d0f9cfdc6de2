import { except } from "hono/combine";
import { methodNotAllowed } from "hono/method-not-allowed";
import { accessRoutes } from "./accesses/routes.ts";
import { publicAccounts } from "./accounts/routes.ts";
import { alertRuleRoutes } from "./alert-rules/routes.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { appointmentRoutes } from "./appointments/routes.ts";
import { assessmentRoutes } from "./assessments/routes.ts";
import { recordRefusals } from "./audit/refusals.ts";
import { auditRoutes } from "./audit/routes.ts";
import { authenticate, requireActor } from "./auth/authenticate.ts";
import { chartRoutes } from "./charts/routes.ts";
import { nothingThere } from "./console/failures.tsx";
import { consoleRoutes } from "./console/routes.ts";
import { credentialRoutes, publicCredentials } from "./credentials/routes.ts";
import { deadLetterRoutes } from "./dead-letters/routes.ts";
import { deliveryRoutes } from "./deliveries/routes.ts";
import { deviceSocketRoutes } from "./device-sockets/routes.ts";
import { deviceRoutes } from "./devices/routes.ts";
import { doctorRoutes } from "./doctors/routes.ts";
import { erasureRoutes } from "./erasure/routes.ts";
import { exportRoutes } from "./exports/routes.ts";
import { fileRoutes, UPLOAD_PATHS } from "./files/routes.ts";
import { guardedRouter, prepare } from "./guards.ts";
import { heartRateRoutes } from "./heart-rate/routes.ts";
import { limited } from "./http/body-limit.ts";
import { crossOrigin } from "./http/cross-origin.ts";
import { nearby } from "./http/nearby.ts";
import { problem, problemResponse } from "./http/problem.ts";
import { mappingRoutes } from "./mappings/routes.ts";
import { notificationRoutes } from "./notifications/routes.ts";
import { publicOidc } from "./oidc/routes.ts";
import { describe } from "./openapi/document.ts";
import { healthRoutes } from "./operations/health.ts";
import { patientRoutes } from "./patients/routes.ts";
import { personalTokenRoutes } from "./personal-tokens/routes.ts";
import { preferenceRoutes } from "./preferences/routes.ts";
import { profileRoutes } from "./profile/routes.ts";
import { questionnaireRoutes } from "./questionnaires/routes.ts";
import { recordRoutes } from "./records/routes.ts";
import { publicSessions, sessionRoutes } from "./sessions/routes.ts";
import { streamRoutes, ticketRoutes } from "./streams/routes.ts";
import { userRoutes } from "./users/routes.ts";
import { wardRoutes } from "./ward/routes.ts";
import { webhookRoutes } from "./webhooks/routes.ts";

/** All routes: what comes first guards what comes after. */
export function createAllRoutes() {
	const app = guardedRouter();
	app.notFound(nothingThere);
	app.use(
		methodNotAllowed({
			app,
			onMethodNotAllowed: (c, methods) => {
				const headers = { Allow: methods.join(", ") };
				return problemResponse(problem("method_not_allowed", { headers }), c.get("requestId"));
			},
		}),
	);
	// Before whatever else refuses, so that a browser app may read the refusal.
	app.use("/openapi.json", crossOrigin);
	app.use("/api/*", crossOrigin);

	describe(app);
	app.use(prepare);
	app.route("/", healthRoutes);
	// The pages, which have a sign-in of their own.
	app.route("/", consoleRoutes);

	// Uploads have a limit of their own, for those who are signed in.
	app.use("/api/*", except([...UPLOAD_PATHS], limited));

	// Without a token.
	app.route("/", publicAccounts);
	app.route("/", publicSessions);
	app.route("/", publicCredentials);
	app.route("/", publicOidc);

	// With one, or some of it without.
	app.use("/api/*", recordRefusals);
	app.use("/api/*", authenticate);
	app.use("/api/*", nearby);
	app.route("/", doctorRoutes);
	// By a ticket.
	app.route("/", streamRoutes);

	// With one.
	app.use("/api/*", requireActor);
	app.route("/", sessionRoutes);
	app.route("/", credentialRoutes);
	app.route("/", personalTokenRoutes);
	app.route("/", profileRoutes);
	app.route("/", userRoutes);
	app.route("/", patientRoutes);
	app.route("/", erasureRoutes);
	app.route("/", exportRoutes);
	app.route("/", accessRoutes);
	app.route("/", chartRoutes);
	app.route("/", recordRoutes);
	app.route("/", alertRuleRoutes);
	app.route("/", alertRoutes);
	app.route("/", wardRoutes);
	app.route("/", mappingRoutes);
	app.route("/", questionnaireRoutes);
	app.route("/", assessmentRoutes);
	app.route("/", fileRoutes);
	app.route("/", appointmentRoutes);
	// Before the devices, among which `socket` would be an id.
	app.route("/", deviceSocketRoutes);
	app.route("/", deviceRoutes);
	app.route("/", heartRateRoutes);
	app.route("/", ticketRoutes);
	app.route("/", notificationRoutes);
	app.route("/", preferenceRoutes);
	app.route("/", deliveryRoutes);
	app.route("/", webhookRoutes);
	app.route("/", deadLetterRoutes);
	app.route("/", auditRoutes);
	return app;
}

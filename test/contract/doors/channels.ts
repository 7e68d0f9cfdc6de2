import type { Scene } from "../scene.ts";
import { type Door, PEOPLE } from "./door.ts";

const webhook = ({ webhook }: Scene) => webhook;
const attempt = ({ attempt }: Scene) => attempt;
const deadLetter = ({ deadLetter }: Scene) => deadLetter;
const address = () => ({ url: "https://hooks.example.org/edgeward" });
const preferences = () => ({ email: "all", quiet_hours: null });

const own = { allowed: PEOPLE, id: webhook, foreign: 404 } as const;

/** How notifications reach people. */
export const CHANNEL_DOORS: readonly Door[] = [
	{ route: "GET /api/notifications/preferences/", allowed: PEOPLE, answers: 200 },
	{ route: "PUT /api/notifications/preferences/", allowed: PEOPLE, body: preferences, answers: 200 },
	{ route: "GET /api/notifications/deliveries/", allowed: ["admin"], answers: 200 },
	{ route: "GET /api/webhooks/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/webhooks/", allowed: PEOPLE, body: address, answers: 201 },
	{ route: "GET /api/webhooks/{id}/", ...own, answers: 200 },
	{ route: "PATCH /api/webhooks/{id}/", ...own, body: address, answers: 200 },
	{ route: "DELETE /api/webhooks/{id}/", ...own, answers: 204 },
	{ route: "POST /api/webhooks/{id}/rotate/", ...own, answers: 200 },
	{ route: "POST /api/webhooks/{id}/test/", ...own, answers: 202 },
	{ route: "GET /api/webhooks/{id}/attempts/", ...own, answers: 200 },
	{ route: "POST /api/webhooks/{id}/attempts/{item}/replay/", ...own, item: attempt, answers: 202 },
	{ route: "GET /api/dead-letters/", allowed: ["admin"], answers: 200 },
	{ route: "GET /api/dead-letters/{id}/", allowed: ["admin"], id: deadLetter, answers: 200 },
	{ route: "POST /api/dead-letters/{id}/replay/", allowed: ["admin"], id: deadLetter, answers: 200 },
];

import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { rehearseRule } from "./rehearsing.ts";
import {
	editRuleBody,
	listRulesQuery,
	rehearsalSchema,
	rehearseBody,
	ruleBody,
	ruleParam,
	ruleSchema,
	ruleVersionSchema,
} from "./schema.ts";
import { createRule, deleteRule, editRule, getRule, listRules, listVersions } from "./service.ts";

export const alertRuleRoutes = newRouter();
const tags = ["Alert rules"];
const path = "/api/patients/{id}/alert-rules" as const;
const one = `${path}/{rule}` as const;

const list = protectedRoute("alert-rules.read", {
	method: "get",
	path,
	tags,
	summary: "What a patient's heart is watched for",
	request: { params: idParam, query: listRulesQuery },
	responses: listOf(ruleSchema, "AlertRulePage", "A page of rules"),
	fails: ["not_found"],
});
alertRuleRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: ruleSchema, file: "alert-rules" }, () =>
		listRules(serviceContext(c), c.req.valid("param").id),
	),
);

const create = protectedRoute("alert-rules.write", {
	method: "post",
	path,
	tags,
	summary: "Watch for something more; for mapped doctors, the owner, and admins",
	description:
		"What is not given is as in the rules that every patient starts with. It looks at the last minutes at once.",
	request: { params: idParam, body: body(ruleBody) },
	responses: { 201: json(ruleSchema, "The rule") },
	fails: ["not_found", "conflict"],
});
alertRuleRoutes.openapi(create, async (c) => {
	const rule = await createRule(serviceContext(c), c.req.valid("param").id, c.req.valid("json"));
	return c.json(rule, 201, { ETag: etagOf(rule) });
});

const rehearse = protectedRoute("alert-rules.read", {
	method: "post",
	path: `${path}/rehearse`,
	tags,
	summary: "When a rule would have alerted in the last days; nothing is kept, nobody is told",
	request: { params: idParam, body: body(rehearseBody) },
	responses: { 200: json(rehearsalSchema, "When, for how long, and how often a day") },
	fails: ["not_found"],
});
alertRuleRoutes.openapi(rehearse, async (c) =>
	c.json(await rehearseRule(serviceContext(c), c.req.valid("param").id, c.req.valid("json")), 200),
);

const read = protectedRoute("alert-rules.read", {
	method: "get",
	path: one,
	tags,
	summary: "One rule",
	request: { params: ruleParam },
	responses: { 200: json(ruleSchema, "The rule") },
	fails: ["not_found"],
});
alertRuleRoutes.openapi(read, async (c) => {
	const rule = await getRule(serviceContext(c), c.req.valid("param"));
	return c.json(rule, 200, { ETag: etagOf(rule) });
});

const history = protectedRoute("alert-rules.read", {
	method: "get",
	path: `${one}/versions`,
	tags,
	summary: "Every version of a rule, the newest first",
	request: { params: ruleParam, query: listRulesQuery },
	responses: listOf(ruleVersionSchema, "AlertRuleVersionPage", "A page of versions"),
	fails: ["not_found"],
});
alertRuleRoutes.openapi(history, async (c) =>
	answerList(c, c.req.valid("query"), { item: ruleVersionSchema, file: "alert-rule-versions" }, () =>
		listVersions(serviceContext(c), c.req.valid("param")),
	),
);

// As in the seeds, PUT too leaves alone what the body does not name.
for (const method of ["put", "patch"] as const) {
	const edit = protectedRoute("alert-rules.write", {
		method,
		path: one,
		tags,
		summary: "Edit a rule: a new version of it",
		description: "An alert that is open goes on if it would be open by the new version too, else it ends.",
		request: { params: ruleParam, body: body(editRuleBody) },
		responses: { 200: json(ruleSchema, "The rule as it is now") },
		fails: ["not_found", "precondition_failed"],
	});
	alertRuleRoutes.openapi(edit, async (c) => {
		const rule = await editRule(serviceContext(c), c.req.valid("param"), c.req.valid("json"), expectedVersion(c));
		return c.json(rule, 200, { ETag: etagOf(rule) });
	});
}

const remove = protectedRoute("alert-rules.write", {
	method: "delete",
	path: one,
	tags,
	summary: "Take a rule away; its alerts stay, and an open one ends",
	request: { params: ruleParam },
	responses: { 204: { description: "Gone" } },
	fails: ["not_found", "precondition_failed"],
});
alertRuleRoutes.openapi(remove, async (c) => {
	await deleteRule(serviceContext(c), c.req.valid("param"), expectedVersion(c));
	return c.body(null, 204);
});

import type { Context, NotFoundHandler } from "hono";
import type { AppEnv } from "../http/app-env.ts";
import { notFound, toProblem } from "../http/failures.ts";
import { PROBLEMS, type Problem, problem, problemBody } from "../http/problem.ts";
import { guarded } from "./headers.ts";
import { type ConsoleEnv, cameFrom, sendToSignIn } from "./session/visit.ts";
import { homeOf, page } from "./shell.tsx";
import { fill, texts } from "./texts.ts";

/** The page of a problem that no form can mend. */
async function failurePage(c: Context<ConsoleEnv>, failure: Problem) {
	if (failure.code === "unauthenticated") return sendToSignIn(c);
	const requestId = c.get("requestId");
	const { title, detail } = problemBody(failure, requestId);
	const reason = failure.code === "not_found" ? texts.failures.not_found : detail;
	const status = PROBLEMS[failure.code][0];
	const visitor = c.get("visitor");
	const back = c.req.method === "POST" && cameFrom(c);
	// The page has no other statuses than these.
	const shown = status === 426 ? 400 : status;
	return page(
		c,
		{
			title,
			children: (
				<section class="failure">
					<h1>{title}</h1>
					{reason !== title && <p>{reason}</p>}
					{back && (
						<p>
							<a href={back}>{texts.failures.back}</a>
						</p>
					)}
					<p>
						<a href={visitor ? homeOf(visitor) : "/"}>{texts.failures.home}</a>
					</p>
					<p class="hint">{fill(texts.failures.request, { id: requestId })}</p>
				</section>
			),
		},
		shown,
	);
}

/** With a page's headers, also where what was asked for is no page. */
async function guardedPage(c: Context<ConsoleEnv>, failure: Problem) {
	await guarded(c, async () => {
		c.res = await failurePage(c, failure);
	});
	return c.res;
}

const asksForPage = (c: Context<AppEnv>) =>
	c.req.method === "GET" && !c.req.path.startsWith("/api/") && c.req.header("Accept")?.includes("text/html");

/** What is at no address: a page for who looks with a browser, a problem for programs. */
export const nothingThere: NotFoundHandler<AppEnv> = async (c) => {
	if (!asksForPage(c)) return notFound(c);
	return guardedPage(c, problem("not_found"));
};

/** Answers the page of whatever was thrown. */
export const onPageError = (error: Error, c: Context<ConsoleEnv>) => guardedPage(c, toProblem(error, c));

import type { Context } from "hono";
import { toProblem } from "../http/failures.ts";
import { PROBLEMS, type Problem, problemBody } from "../http/problem.ts";
import { type ConsoleEnv, signInAt } from "./session/visit.ts";
import { homeOf, page } from "./shell.tsx";
import { fill, texts } from "./texts.ts";

/** The page of a problem that no form can mend. */
export async function failurePage(c: Context<ConsoleEnv>, failure: Problem) {
	if (failure.code === "unauthenticated") return c.redirect(signInAt(c.req.url), 303);
	const requestId = c.get("requestId");
	const { title, detail } = problemBody(failure, requestId);
	const status = PROBLEMS[failure.code][0];
	const visitor = c.get("visitor");
	// The page has no other statuses than these.
	const shown = status === 426 ? 400 : status;
	return page(
		c,
		{
			title,
			children: (
				<section class="failure">
					<h1>{title}</h1>
					{detail !== title && <p>{detail}</p>}
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

/** Answers the page of whatever was thrown. */
export const onPageError = (error: Error, c: Context<ConsoleEnv>) => failurePage(c, toProblem(error, c));

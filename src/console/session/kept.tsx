import type { Context } from "hono";
import { z } from "zod";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { withQuery } from "../ui/pager.tsx";
import { ownPath } from "./own-path.ts";
import type { ConsoleEnv } from "./visit.ts";

const words = texts.sign_in.kept;

/** A form that was sent when its session was over. It waits in the browser's own pages, and nowhere else. */
export interface Kept {
	/** Where it was sent to. */
	action: string;
	fields: readonly (readonly [name: string, value: string])[];
}

const fieldsSchema = z.array(z.tuple([z.string(), z.string()]));

/** What is typed anew, never written into a page. */
const isSecret = (name: string) => /password|code|secret/.test(name);
/** What no person wrote. */
const isOurs = (name: string) => name === "version";

/** What a stranger's request brings of a form; undefined where nothing was filled in, as with a button alone. */
export async function keptOf(c: Context<ConsoleEnv>): Promise<Kept | undefined> {
	if (!c.req.header("Content-Type")?.startsWith("application/x-www-form-urlencoded")) return undefined;
	const sent = Object.entries(await c.req.parseBody({ all: true }));
	const fields = sent.flatMap(([name, values]) =>
		[values].flat().flatMap((value) => (typeof value === "string" && !isSecret(name) ? [[name, value] as const] : [])),
	);
	if (!fields.some(([name, value]) => !isOurs(name) && value.trim() !== "")) return undefined;
	return { action: withQuery(c.req.url, {}), fields };
}

/** The form that waited on the sign-in page; undefined where none did. */
export function keptIn({ kept_action, kept_fields }: Record<string, string>): Kept | undefined {
	const action = ownPath(kept_action);
	if (!action || !kept_fields) return undefined;
	const fields = fieldsSchema.safeParse(parsed(kept_fields));
	return fields.success ? { action, fields: fields.data } : undefined;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Says on the sign-in page that nothing is lost, and takes it along. */
export function KeptFields({ kept: { action, fields } }: { kept: Kept }) {
	return (
		<>
			<p class="notice" role="status">
				{words.waits}
			</p>
			<input type="hidden" name="kept_action" value={action} />
			<input type="hidden" name="kept_fields" value={JSON.stringify(fields)} />
		</>
	);
}

function KeptForm({ kept: { action, fields }, next }: { kept: Kept; next: string | undefined }) {
	const written = fields.filter(([name, value]) => !isOurs(name) && value.trim() !== "");
	return (
		<section class="sign-in">
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<form method="post" action={action} class="card">
				{fields.map(([name, value]) => (
					<input type="hidden" name={name} value={value} />
				))}
				<ul class="rows">
					{written.map(([, value]) => (
						<li class="prose">{value}</li>
					))}
				</ul>
				<div class="actions">
					<button type="submit" class="primary">
						{words.send}
					</button>
					<a class="button quiet" href={next ?? "/"}>
						{words.leave}
					</a>
				</div>
			</form>
		</section>
	);
}

/** After the sign-in: what was written, to be sent after all or not. Whoever signs in here sees whose text it would be. */
export const keptPage = (c: Context<ConsoleEnv>, kept: Kept, next: string | undefined) =>
	page(c, { title: words.title, children: <KeptForm kept={kept} next={next} /> });

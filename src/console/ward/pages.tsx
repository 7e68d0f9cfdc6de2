import { acknowledgeAlert } from "../../alerts/service.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { may } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { limits } from "../../http/paging.ts";
import { Problem } from "../../http/problem.ts";
import { idParam } from "../../http/route.ts";
import { LARGEST_BOARD, wardQuery, wardRowSchema } from "../../ward/schema.ts";
import { type WardPage, wardBoard } from "../../ward/service.ts";
import { STANDINGS, type Standing } from "../../ward/standing.ts";
import { goOn } from "../forms.ts";
import { asked, download } from "../lists.tsx";
import { newPages } from "../router.ts";
import { cameFrom, requireRight } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { count, fill, texts } from "../texts.ts";
import { Filters } from "../ui/filters.tsx";
import { Field } from "../ui/form.tsx";
import { Pager, withQuery } from "../ui/pager.tsx";
import { Board } from "./board.tsx";
import { LiveNote } from "./live-note.tsx";
import { TONES } from "./wording.ts";

const words = texts.ward;

/** How many of each standing there are, each a link that shows only those. */
function Standings({ url, standings, only }: { url: string; standings: WardPage["standings"]; only: Standing[] }) {
	const total = STANDINGS.reduce((sum, name) => sum + standings[name], 0);
	const link = (standing: Standing | null, n: number, text: string) => (
		<li>
			<a
				href={withQuery(url, { standing, page: null })}
				class={standing === null ? undefined : TONES[standing]}
				aria-current={(standing === null ? only.length === 0 : only.includes(standing)) ? "true" : undefined}
			>
				<b>{n}</b> {text}
			</a>
		</li>
	);
	return (
		<ul class="standings" id="standings">
			{link(null, total, texts.common.all)}
			{STANDINGS.map((name) => link(name, standings[name], words.standings[name]))}
		</ul>
	);
}

/** The ward board. */
export const wardPages = newPages();
wardPages.use("/ward/*", requireRight("ward.read"));

wardPages.get("/ward", async (c) => {
	const context = serviceContext(c);
	const { actor } = context;
	const find = (query: Parameters<typeof wardBoard>[1]) => wardBoard(context, query);
	const file = await download(c, wardQuery, { item: wardRowSchema, file: "ward" }, find);
	if (file) return file;
	const query = checked(wardQuery, { page_size: LARGEST_BOARD, ...asked(c) });
	const part = limits(query);
	const { count: found, results, standings, as_of } = await find(query).page(part);
	const urgent = standings.critical + standings.alert;
	const { url } = c.req;
	const isOwn = query.doctor_id !== undefined && query.doctor_id === actor.doctorId;
	return page(c, {
		title: urgent > 0 ? fill(words.title_urgent, { n: urgent }) : words.title,
		wide: true,
		scripts: ["ward.client.js"],
		styles: ["ward.css"],
		children: (
			<>
				<div class="page-head">
					<h1>{words.title}</h1>
					<LiveNote />
				</div>
				<div class="board-tools">
					<Standings url={url} standings={standings} only={query.standing ?? []} />
					<Filters label={words.caption} clear={c.req.query("search") || query.doctor_id ? "/ward" : undefined}>
						<Field form="ward" name="search" label={texts.common.search} value={query.search} type="search" />
						{query.standing && <input type="hidden" name="standing" value={query.standing.join()} />}
						{query.doctor_id && <input type="hidden" name="doctor_id" value={String(query.doctor_id)} />}
						{actor.doctorId !== null && (
							<a class="button quiet" href={withQuery(url, { doctor_id: isOwn ? null : actor.doctorId, page: null })}>
								{isOwn ? words.everybody : words.mine}
							</a>
						)}
					</Filters>
				</div>
				<p class="hint" id="found">
					{count(words.found, found)}
				</p>
				{results.length === 0 ? (
					<p class="empty">{texts.common.nothing_found}</p>
				) : (
					<Board rows={results} now={new Date(as_of)} mayAcknowledge={may(actor, "alerts.acknowledge")} />
				)}
				<Pager url={url} page={query.page} size={part.limit} count={found} />
			</>
		),
	});
});

wardPages.post("/ward/alerts/:id/acknowledge", requireRight("alerts.acknowledge"), async (c) => {
	const back = cameFrom(c) ?? "/ward";
	try {
		await acknowledgeAlert(serviceContext(c), checked(idParam, c.req.param()).id);
	} catch (error) {
		// It ended meanwhile: what its reader wanted is so.
		if (!(error instanceof Problem) || error.code !== "conflict") throw error;
		return goOn(c, back, "alert_over");
	}
	return goOn(c, back, "acknowledged");
});

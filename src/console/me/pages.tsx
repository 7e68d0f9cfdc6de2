import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { Problem } from "../../http/problem.ts";
import { idParam } from "../../http/route.ts";
import { acceptMapping, declineMapping } from "../../mappings/changes.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { completeOwnProfile } from "../../patients/creation.ts";
import { createPatientBody } from "../../patients/schema.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { fill, texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { ZoneNote } from "../ui/time.tsx";
import { accessPages } from "./accesses.tsx";
import { AlertsCard, AppointmentsCard, DevicesCard, DoctorsCard, RecordsCard } from "./cards.tsx";
import { Completion, completionBody } from "./completion.tsx";
import { exportPages } from "./export.tsx";
import { HeartCard } from "./heart-card.tsx";
import { type Overview, overviewOf } from "./overview.ts";

const words = texts.me;

function MyPage({ overview, form }: { overview: Overview; form?: { state: FormState; zone: string } | undefined }) {
	const { patient } = overview;
	return (
		<>
			<div class="page-head">
				<h1>{patient.first_name ? fill(words.hello, { name: patient.first_name }) : words.title}</h1>
				<nav class="actions" aria-label={words.more}>
					<a href={`/patients/${patient.id}/details`}>{words.details}</a>
					<a href="/me/accesses">{words.accesses.title}</a>
					<a href="/me/export">{words.export.title}</a>
				</nav>
			</div>
			{form && <Completion patient={patient} {...form} />}
			<HeartCard {...overview} />
			<div class="grid">
				<AlertsCard {...overview} />
				<AppointmentsCard {...overview} />
				<DoctorsCard {...overview} />
				<RecordsCard {...overview} />
				<DevicesCard {...overview} />
			</div>
			<ZoneNote zone={patient.timezone} />
		</>
	);
}

/** Of somebody whose profile was deleted: the page is where they begin, so it leads on to what is left. */
const noProfile = (c: Context<ConsoleEnv>) =>
	page(
		c,
		{
			title: words.title,
			children: (
				<section class="failure">
					<h1>{words.title}</h1>
					<p>{words.no_profile}</p>
					<p>
						<a href="/account">{words.to_account}</a>
					</p>
				</section>
			),
		},
		404,
	);

async function myPage(c: Context<ConsoleEnv>, state: FormState, status?: Parameters<typeof page>[2]) {
	const overview = await overviewOf(serviceContext(c));
	// Whoever is new lives where the clinic is, until they say otherwise.
	const zone = settings(c.env).clinicTimezone;
	const form = overview.patient.is_complete ? undefined : { state, zone };
	return page(c, { title: words.title, children: <MyPage overview={overview} form={form} /> }, status);
}

/** The patient's own page. */
export const myPages = newPages();

myPages.use("/me/*", requireRight("patients.own"));

myPages.get("/me", async (c) => {
	try {
		return await myPage(c, EMPTY_FORM);
	} catch (error) {
		if (error instanceof Problem && error.code === "not_found") return noProfile(c);
		throw error;
	}
});

myPages.post("/me/profile", async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			await completeOwnProfile(serviceContext(c), checked(createPatientBody, completionBody(fields)));
			return goOn(c, "/me", "saved");
		},
		(state, status) => myPage(c, state, status),
	);
});

type Decision = (context: ServiceContext, id: number) => Promise<unknown>;

const DECISIONS: Record<"accept" | "decline", Decision> = { accept: acceptMapping, decline: declineMapping };

for (const [name, decide] of Object.entries(DECISIONS)) {
	myPages.post(`/me/doctors/:id/${name}`, async (c) => {
		await decide(serviceContext(c), checked(idParam, c.req.param()).id);
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return goOn(c, "/me", "saved");
	});
}

myPages.route("/", accessPages);
myPages.route("/", exportPages);

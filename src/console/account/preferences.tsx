import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { EMAIL_LEVELS } from "../../notifications/channels.ts";
import { preferencesBody } from "../../preferences/schema.ts";
import { getPreferences, setPreferences } from "../../preferences/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { zoneChoices } from "../ui/zones.ts";
import { zoneOf } from "../zone.ts";
import { accountPage } from "./frame.tsx";

const words = texts.account.notifications;

type Preferences = Awaited<ReturnType<typeof getPreferences>>;

/** Of the form, by the paths at which their faults are named. */
const QUIET = { from: "quiet_hours.from", to: "quiet_hours.to", timezone: "quiet_hours.timezone" } as const;

const LEVELS = EMAIL_LEVELS.map((level) => [level, words.levels[level]] as const);

function PreferencesForm(props: { preferences: Preferences; state: FormState; zone: string }) {
	const { preferences, state, zone } = props;
	const { email, quiet_hours: quiet, version } = preferences;
	const timezone = quiet?.timezone ?? zone;
	const form = { form: "preferences", state };
	return (
		<form method="post" action="/account/notifications" class="card own-form">
			<FormFault state={state} fields={["email", ...Object.values(QUIET)]} />
			<input type="hidden" name="version" value={String(version)} />
			<Field
				{...form}
				name="email"
				label={words.email}
				hint={words.email_hint}
				choices={LEVELS}
				value={email}
				required
			/>
			<fieldset>
				<legend>{words.quiet}</legend>
				<p class="hint">{words.quiet_hint}</p>
				<div class="fields">
					<Field {...form} name={QUIET.from} label={words.from} type="time" value={quiet?.from} />
					<Field {...form} name={QUIET.to} label={words.to} type="time" value={quiet?.to} />
				</div>
				<Field
					{...form}
					name={QUIET.timezone}
					label={words.timezone}
					choices={zoneChoices(timezone)}
					value={timezone}
					required
				/>
			</fieldset>
			<button type="submit" class="primary">
				{texts.common.save}
			</button>
		</form>
	);
}

async function preferencesPage(c: Context<ConsoleEnv>, state: FormState, status?: Parameters<typeof accountPage>[3]) {
	const context = serviceContext(c);
	const [preferences, zone] = await Promise.all([getPreferences(context), zoneOf(context)]);
	const content = (
		<>
			<p class="lead">{words.lead}</p>
			<div class="grid">
				<PreferencesForm preferences={preferences} state={state} zone={zone} />
			</div>
		</>
	);
	return accountPage(c, "notifications", content, status);
}

/** The body of the form's fields: hours that are both left blank are none. */
function bodyOf(fields: Record<string, string>) {
	const { [QUIET.from]: from = "", [QUIET.to]: to = "", [QUIET.timezone]: timezone } = fields;
	return { email: fields.email, quiet_hours: from || to ? { from, to, timezone } : null };
}

/** How the visitor is reached beside the inbox. */
export const preferencePages = newPages();

preferencePages.get("/account/notifications", (c) => preferencesPage(c, EMPTY_FORM));

preferencePages.post("/account/notifications", async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const body = checked(preferencesBody, bodyOf(fields));
			await setPreferences(serviceContext(c), body, Number(fields.version));
			return goOn(c, "/account/notifications", "saved");
		},
		// What somebody else has changed is shown as it is now: to look at, and to change once more.
		(state, status) => preferencesPage(c, status === 412 ? { ...state, values: {} } : state, status),
	);
});

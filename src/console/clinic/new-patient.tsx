import { texts } from "../texts.ts";
import { Field, type FormState } from "../ui/form.tsx";
import { FormCard, Tick } from "./parts.tsx";
import { PERSON } from "./person.ts";
import { PersonFields } from "./person-fields.tsx";

const words = texts.clinic.patients;

/** Signing in is the patient's own business, but for an admin who sets it up for them. */
function Login({ state }: { state: FormState }) {
	const form = { form: "person", state };
	return (
		<fieldset>
			<legend>{words.login}</legend>
			<Tick
				form="person"
				name="create_account"
				label={words.with_login}
				hint={words.login_hint}
				isOn={state.values.create_account !== undefined}
			/>
			<div class="fields">
				<Field {...form} name="username" label={words.username} autocomplete="off" autocapitalize="none" />
				<Field
					{...form}
					name="password"
					label={words.password}
					hint={words.password_hint}
					type="password"
					autocomplete="new-password"
				/>
			</div>
		</fieldset>
	);
}

/** The form of a new patient. */
export function NewPatient({ state, zone, mayGiveLogin }: { state: FormState; zone: string; mayGiveLogin: boolean }) {
	return (
		<>
			<h1>{words.add}</h1>
			<FormCard
				action="/patients"
				state={state}
				fields={[...PERSON, "username", "password"]}
				submit={words.add}
				cancel="/patients"
			>
				<PersonFields form="person" state={state} right="all" zone={zone} required={["first_name"]} />
				{mayGiveLogin && <Login state={state} />}
			</FormCard>
		</>
	);
}

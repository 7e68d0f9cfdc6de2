import type { deviceAnswer } from "../../devices/service.ts";
import { DEVICE_STATUSES } from "../../devices/table.ts";
import { type Listed, ListView } from "../lists.tsx";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { ButtonForm, Field, type FormState } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { FormCard, Section } from "./parts.tsx";
import type { RefusedStatus, Visit } from "./visit.ts";

const words = texts.clinic.devices;

type Device = ReturnType<typeof deviceAnswer>;

const TONES: Record<Device["status"], Tone> = { active: "good", inactive: "silent", maintenance: "seen" };

const STATUS_CHOICES = DEVICE_STATUSES.map((status) => [status, words.statuses[status]] as const);

function AddDevice({ visit, state }: { visit: Visit; state: FormState }) {
	const form = { form: "device", state };
	return (
		<Section title={words.add}>
			<FormCard
				action={`${visit.path}/devices`}
				state={state}
				fields={["device_id"]}
				submit={words.add}
				label={words.add}
			>
				<Field
					{...form}
					name="device_id"
					label={words.name}
					hint={words.name_hint}
					required
					maxlength={100}
					autocomplete="off"
					autocapitalize="none"
				/>
			</FormCard>
		</Section>
	);
}

/** A patient's devices, and the way to add one. */
export function DeviceView(props: { visit: Visit; devices: Listed<Device>; manages: boolean; state: FormState }) {
	const { visit, devices, manages, state } = props;
	const { path, patient } = visit;
	const columns = [
		{
			head: words.name,
			cell: ({ id, device_id }: Device) => (manages ? <a href={`${path}/devices/${id}`}>{device_id}</a> : device_id),
		},
		{ head: words.status, cell: ({ status }: Device) => <Badge tone={TONES[status]}>{words.statuses[status]}</Badge> },
		{ head: words.token, cell: ({ has_token }: Device) => (has_token ? words.has_token : words.no_token) },
		{
			head: words.last_activity,
			cell: ({ last_activity }: Device) =>
				last_activity ? <Moment at={last_activity} zone={patient.timezone} /> : words.never,
		},
		{
			head: words.registered,
			cell: ({ registered_at }: Device) => <Moment at={registered_at} zone={patient.timezone} />,
		},
	];
	return (
		<>
			<Section title={words.title}>
				<ListView
					listed={devices}
					caption={words.title}
					columns={columns}
					files={["csv"]}
					empty={words.none}
					filters={
						<Field
							form="filter"
							name="status"
							label={words.status}
							choices={[["", texts.common.all], ...STATUS_CHOICES]}
							state={devices.filters}
						/>
					}
				/>
			</Section>
			{manages && <AddDevice visit={visit} state={state} />}
		</>
	);
}

function TokenTools({ path, device }: { path: string; device: Device }) {
	return (
		<div class="card">
			<p>{device.has_token ? words.token_there : words.token_missing}</p>
			<div class="actions">
				<ButtonForm
					action={`${path}/token`}
					text={device.has_token ? words.rotate : words.issue}
					confirm={device.has_token ? words.confirm_rotate : undefined}
				/>
				{device.has_token && (
					<ButtonForm
						action={`${path}/token/revoke`}
						text={words.revoke}
						kind="danger"
						confirm={words.confirm_revoke}
					/>
				)}
			</div>
		</div>
	);
}

/** One device: its name and status, its token, and the way to take it away. */
export function DeviceForm(props: {
	visit: Visit;
	device: Device;
	state: FormState;
	status: RefusedStatus | undefined;
}) {
	const { visit, device, state, status } = props;
	const home = `${visit.path}/devices`;
	const path = `${home}/${device.id}`;
	const form = { form: "device", state };
	return (
		<>
			<Section title={device.device_id}>
				<FormCard
					action={path}
					state={state}
					status={status}
					fields={["device_id", "status"]}
					submit={texts.common.save}
					version={device.version}
					cancel={home}
				>
					<div class="fields">
						<Field {...form} name="device_id" label={words.name} value={device.device_id} required maxlength={100} />
						<Field
							{...form}
							name="status"
							label={words.status}
							value={device.status}
							choices={STATUS_CHOICES}
							required
						/>
					</div>
				</FormCard>
			</Section>
			<Section title={words.token}>
				<TokenTools path={path} device={device} />
			</Section>
			<Section title={words.take_away}>
				<div class="card">
					<p>{words.take_away_note}</p>
					<ButtonForm
						action={`${path}/remove`}
						text={words.take_away}
						fields={{ version: device.version }}
						kind="danger"
						confirm={fill(words.confirm_remove, { name: device.device_id })}
					/>
				</div>
			</Section>
		</>
	);
}

/** A new token, this once, and what to do with it. */
export function TokenView(props: { visit: Visit; device: Device; token: string; origin: string }) {
	const { visit, device, token, origin } = props;
	const reading = JSON.stringify({ heart_rate: 72 });
	const command = [
		`curl ${origin}/api/heart-rate/`,
		`-H 'Authorization: Bearer ${token}'`,
		"-H 'Content-Type: application/json'",
		`-d '${reading}'`,
	].join(" \\\n  ");
	return (
		<Section title={fill(words.token_of, { name: device.device_id })}>
			<div class="card">
				<p>
					<strong>{words.once}</strong> {words.once_hint}
				</p>
				<pre class="secret" id="token" tabindex={0}>
					{token}
				</pre>
				<div class="actions">
					<button type="button" data-copy="token" data-copied={words.copied} hidden>
						{words.copy}
					</button>
					<span role="status" id="token-copied" />
				</div>
				<h3>{words.how}</h3>
				<p>{words.how_hint}</p>
				<pre class="secret" tabindex={0}>
					{command}
				</pre>
				<p>
					<a class="button primary" href={`${visit.path}/devices`}>
						{words.kept}
					</a>
				</p>
			</div>
		</Section>
	);
}

import { messageOf, misuse } from "../failure.ts";
import { parseFlags, wholeNumber } from "../flags.ts";
import { type Zone, zone } from "../zone.ts";

export const HELP = `Posts a recording of a heart to Edgeward, as the wearable that made it would.

  npm run replay -- FILE --patient-token TOKEN [options]

FILE is a Fitabase CSV, a day of a Fitbit export or Google Takeout (JSON), or a Zephyr summary CSV.

  --patient-token T  a device token, or a patient's access token (good for five minutes); or env EDGEWARD_TOKEN
  --device D         id or name of the device; needed with a patient's access token
  --url URL          the server (default http://localhost:8787)
  --person ID        whose readings, where the file holds several people
  --tz ZONE          IANA zone of times without one (default UTC), such as Europe/Berlin
  --batch N          readings in a request, 1 to 5000 (default 500)
  --retries N        how often a request is sent again before giving up (default 8)
  --shuffle          posts in random order
  --seed N           another random order (default 1)
  --shift-to-now     moves the recording in time, so that its last reading is now
  --json             prints the totals as one line of JSON
  --help             prints this
`;

export interface ReplayOptions {
	file: string;
	token: string;
	device?: string;
	url: string;
	person?: string;
	zone: Zone;
	batch: number;
	retries: number;
	shuffleSeed?: number;
	shiftToNow: boolean;
	json: boolean;
}

const FLAGS = {
	"patient-token": { type: "string" },
	device: { type: "string" },
	url: { type: "string", default: "http://localhost:8787" },
	person: { type: "string" },
	tz: { type: "string", default: "UTC" },
	batch: { type: "string" },
	retries: { type: "string" },
	shuffle: { type: "boolean", default: false },
	seed: { type: "string" },
	"shift-to-now": { type: "boolean", default: false },
	json: { type: "boolean", default: false },
	help: { type: "boolean", short: "h", default: false },
} as const;

/** The options of a call, or "help". Throws a Failure that names the flag that is wrong or missing. */
export function replayOptions(args: string[], envToken: string | undefined): ReplayOptions | "help" {
	const { values, positionals } = parseFlags({ args, options: FLAGS, allowPositionals: true });
	if (values.help) return "help";
	const [file, ...more] = positionals;
	if (file === undefined || more.length > 0) throw misuse("exactly one FILE is needed; see --help");
	const token = values["patient-token"] ?? envToken;
	if (!token) throw misuse("--patient-token is needed (or env EDGEWARD_TOKEN)");
	const seed = wholeNumber("seed", values.seed, { otherwise: 1, min: 0, max: 0xffff_ffff });
	return {
		file,
		token,
		device: values.device,
		url: serverUrl(values.url),
		person: values.person,
		zone: zoneOf(values.tz),
		batch: wholeNumber("batch", values.batch, { otherwise: 500, min: 1, max: 5000 }),
		retries: wholeNumber("retries", values.retries, { otherwise: 8, min: 0, max: 1000 }),
		shuffleSeed: values.shuffle ? seed : undefined,
		shiftToNow: values["shift-to-now"],
		json: values.json,
	};
}

function serverUrl(url: string): string {
	const { protocol } = URL.parse(url) ?? {};
	if (protocol !== "http:" && protocol !== "https:") throw misuse(`--url must be an http(s) address, not "${url}"`);
	return url;
}

function zoneOf(name: string): Zone {
	try {
		return zone(name);
	} catch (error) {
		throw misuse(`--tz must be an IANA time zone such as Europe/Berlin, not "${name}" (${messageOf(error)})`);
	}
}

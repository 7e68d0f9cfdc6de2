import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const Ledger = z.object({
	/** Of every demo login. */
	password: z.string(),
	/** The doctor has her patients. */
	mapped: z.boolean(),
	/** By the name of the device: its token, null where it needs a new one, and its last stored reading (Unix ms). */
	devices: z.record(z.string(), z.object({ token: z.string().nullable(), through: z.number() })),
});

/** What later starts have to know of the demo ward: how to sign in, and what is already there. */
export type Ledger = z.infer<typeof Ledger>;

/** The ledger that an earlier start left, if any. */
export function readLedger(file: string): Ledger | undefined {
	try {
		return Ledger.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch {
		return undefined;
	}
}

/**
 * Writes the ledger as a whole, so that an interruption leaves the old one; only this user can read it. Synchronous, so
 * that patients who are filled at the same time do not write at the same time.
 */
export function writeLedger(file: string, ledger: Ledger): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(`${file}.new`, `${JSON.stringify(ledger, null, "\t")}\n`, { mode: 0o600 });
	renameSync(`${file}.new`, file);
}

/** The ledger of a ward that is still empty. */
export function newLedger(): Ledger {
	return { password: memorablePassword(), mapped: false, devices: {} };
}

const WORDS = (
	"amber anchor apple arrow aspen badge basil birch bison brook cedar chalk cherry clover cobalt comet coral crane " +
	"daisy delta ember falcon fern fjord flint garnet ginger grove harbor hazel heron indigo iris ivory jasper juniper " +
	"kettle lagoon larch lemon lilac linen maple marble meadow mint nectar oasis olive onyx orchid otter pearl pepper " +
	"plum quartz raven river saffron sage spruce tulip velvet walnut willow zephyr"
).split(" ");

/** A password that one can type: random for each installation, for demo logins on a laptop only. */
function memorablePassword(): string {
	const words = Array.from({ length: 3 }, () => WORDS[randomInt(WORDS.length)]);
	return `${words.join("-")}-${randomInt(1000, 10_000)}`;
}

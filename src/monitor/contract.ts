import type { Episode } from "../alert-engine/episode-store.ts";
import type { Rehearsed } from "../alert-engine/rehearsal.ts";
import type { RuleVersion } from "../alert-engine/rule-store.ts";
import type { RuleDefinition } from "../alert-engine/rules.ts";
import type { AuditNote } from "../audit/service.ts";
import type { Verdict } from "./ingest.ts";
import type { SlotReading } from "./reading-store.ts";

/** What goes in and out of a patient's object. Times in Unix ms, heart rates in bpm. */

/** Who hands readings in: a device by its token, or a person whom the Worker has authorized. */
export type Writer = { kind: "device"; deviceId: number; tokenId: string } | { kind: "person" };

/** A reading as it is given out. */
export interface FoundReading {
	id: number;
	device: number;
	/** The name that people gave the device. */
	deviceName: string;
	at: number;
	bpm: number;
	/** Unix seconds at which it first reached us. */
	arrived: number;
}

/** Nothing is known of the patient, or they were deleted. */
export interface NoPatient {
	outcome: "no_patient";
}

export interface Stored {
	outcome: "stored";
	/** In the order of the batch. */
	verdicts: Verdict[];
	/** The stored reading, of a batch of one. */
	only: FoundReading | null;
}

export type Ingested = Stored | NoPatient | { outcome: "token_revoked" };

export type Found<T> = NoPatient | { outcome: "found"; value: T };

export interface ReadingQuery {
	/** The id or the name of a device, also of one that was taken away; null for all. */
	device: number | string | null;
	/** `from` is included, `to` is not. */
	from: number | null;
	to: number | null;
	/** Go on behind this reading, in the order newest first. */
	after: { at: number; id: number } | null;
	skip: number;
	limit: number;
}

/** Who does something, and what the audit trail is to say of it. */
export type Doer = Pick<AuditNote, "actorId" | "action" | "fields" | "requestId" | "address">;

/** A rule to be written. */
export interface RuleChange {
	/** Null for a new one. */
	id: number | null;
	/** Null takes it away. */
	definition: RuleDefinition | null;
	/** The version that the change was made on; null for whatever it is. */
	expected: number | null;
	/** Who writes it. */
	by: Doer;
}

export type WrittenRule =
	| { outcome: "written"; version: RuleVersion }
	| { outcome: "no_rule" }
	| { outcome: "stale" }
	/** As many as there may be: each looks at every reading. */
	| { outcome: "full"; most: number };

/** What a rule would have found. */
export type RehearsedAlert = Omit<Rehearsed, "slot"> & {
	/** What the device is called; null of a silence. */
	device: string | null;
};

export interface DescribedEpisode {
	episode: Episode;
	/** The version of the rule by which it is what it is. */
	version: RuleVersion;
	/** What the device is called; null of a silence. */
	device: string | null;
}

export interface AlertDetail extends DescribedEpisode {
	/** Those that opened it, oldest first: the newest of them where there are very many. */
	readings: SlotReading[];
	isTruncated: boolean;
}

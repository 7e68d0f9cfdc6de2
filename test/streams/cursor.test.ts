import fc from "fast-check";
import { expect, it } from "vitest";
import { mergeReadings, type Reading } from "../../src/monitor/chunk.ts";
import { behindReading, type Cursor, cursorNumbers, cursorOf, unsent } from "../../src/streams/cursor.ts";
import { eventId, readEventId } from "../../src/streams/event-id.ts";

const PROOF = "abcdefghijklmnopqrstu_";

/** A commit of readings at these instants, or so many events that reach the client before it is cut and comes back. */
type Step = { commit: { at: number; bpm: number }[] } | { received: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		commit: fc.array(fc.record({ at: fc.nat(40), bpm: fc.integer({ min: 60, max: 62 }) }), {
			minLength: 1,
			maxLength: 6,
		}),
	}),
	fc.record({ received: fc.nat(6) }),
);

it("any interleaving of readings, cuts and resumes gives every reading once, and again only what was corrected since", () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			let stored: Reading[] = [];
			let change = 0;
			let cursor: Cursor = { change: 0, reading: 0, transition: 0 };
			const received: (Reading & { id: number })[] = [];
			const receive = (most: number) => {
				// As the object does after an eviction: from what is stored and the client's last id alone.
				const read = cursorOf(readEventId(eventId({ numbers: cursorNumbers(cursor), proof: PROOF }))?.numbers ?? []);
				expect(read).toEqual(cursor);
				const waiting = unsent(
					stored.map((reading) => ({ ...reading, id: reading.at })),
					cursor,
				);
				for (const reading of waiting.slice(0, most)) {
					cursor = behindReading(cursor, reading);
					received.push(reading);
				}
			};
			for (const taken of steps) {
				if ("received" in taken) receive(taken.received);
				else {
					change += 1;
					const incoming = taken.commit.map((reading) => ({ ...reading, arrived: 0, change }));
					stored = mergeReadings(stored, incoming).readings;
				}
			}
			receive(Number.POSITIVE_INFINITY);
			// Nothing is missing, and the client's last word on each reading is what is stored.
			const known = new Map(received.map(({ at, bpm }) => [at, bpm]));
			expect([...known].sort(([a], [b]) => a - b)).toEqual(stored.map(({ at, bpm }) => [at, bpm]));
			// Nothing comes twice: each time it is another change of the reading.
			expect(new Set(received.map(({ at, change }) => `${at} ${change}`)).size).toBe(received.length);
		}),
		{ numRuns: 500 },
	);
});

it.each([
	"",
	"1.2.3",
	"1.2.3.short",
	"a.b.c.abcdefghijklmnopqrstu_",
	"99999999999999999.0.0.abcdefghijklmnopqrstu_",
	"-1.0.0.abcdefghijklmnopqrstu_",
])("%j is no event id", (text) => {
	expect(readEventId(text)).toBeUndefined();
});

export type Closing = readonly [code: number, reason: string];

/** Why a device's socket is closed by us. From 4000 on the codes are ours; a device must not come back after those. */
export const CLOSE = {
	tooBig: [1009, "A frame holds at most 1 MiB."],
	failed: [1011, "Something went wrong on our side: reconnect, and send again what was not acknowledged."],
	lost: [1012, "Reconnect, and send again what was not acknowledged."],
	revoked: [4401, "This device was taken away, or its token revoked or replaced."],
	crowded: [4409, "This device has opened another socket: it may have four."],
	noPatient: [4404, "There is no such patient any more."],
} as const satisfies Record<string, Closing>;

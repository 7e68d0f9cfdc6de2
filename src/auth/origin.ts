/** Where a request came from: what sessions, limits and the audit trail keep of it. */
export interface Origin {
	requestId: string;
	/** Null where nothing stands between the client and us: in tests and on a laptop. */
	address: string | null;
	userAgent: string | null;
	/** City and country, as far as the platform tells. */
	place: string | null;
}

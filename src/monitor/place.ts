export const JURISDICTIONS: readonly string[] = ["eu", "us", "fedramp"] satisfies DurableObjectJurisdiction[];
const AMERICAS = ["wnam", "enam", "sam"] satisfies DurableObjectLocationHint[];
const OTHERS = ["weur", "eeur", "apac", "oc", "afr", "me"] satisfies DurableObjectLocationHint[];
export const LOCATION_HINTS: readonly string[] = [...AMERICAS, ...OTHERS];

/** Where a patient's object is, for good. */
export interface Place {
	/** What its readings are bound to; null where they are not. */
	jurisdiction: DurableObjectJurisdiction | null;
	/** Where it had better be; null: where it is first asked for. */
	locationHint: DurableObjectLocationHint | null;
}

export const ANYWHERE: Place = { jurisdiction: null, locationHint: null };

export const isJurisdiction = (name: string): name is DurableObjectJurisdiction => JURISDICTIONS.includes(name);
export const isLocationHint = (name: string): name is DurableObjectLocationHint => LOCATION_HINTS.includes(name);

/** A place as the row of a patient keeps it: an empty jurisdiction says that there is none. */
export const placeColumns = ({ jurisdiction, locationHint }: Place) => ({
	jurisdiction: jurisdiction ?? ("" as const),
	locationHint,
});

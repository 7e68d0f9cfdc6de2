/** A line that is a number and nothing else: what seed 3 keeps. */
const NUMBER = /^\+?[\d\s().-]{5,}$/;

interface Contact {
	name: string;
	phone_number?: string;
}

/** A contact as name and number, however it was sent. Pure. */
export function contactParts(contact: string | Contact | null): { name: string | null; phone_number: string | null } {
	if (contact === null) return { name: null, phone_number: null };
	if (typeof contact !== "string") return { name: contact.name, phone_number: contact.phone_number ?? null };
	return NUMBER.test(contact) ? { name: null, phone_number: contact } : { name: contact, phone_number: null };
}

import { CertusError } from "../lib/errors.ts";

const UNIQUE_VIOLATION = "23505";

/** A name that must be its bearer's alone, and is another's. */
export function taken(field: string, detail: string): CertusError {
	return new CertusError(409, `${field}Taken`, detail, { errors: [{ pointer: `/${field}`, detail }] });
}

/** The same, where the database finds out. */
export async function orTaken<T>(write: Promise<T>, field: string, detail: string): Promise<T> {
	try {
		return await write;
	} catch (error) {
		if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) throw taken(field, detail);
		throw error;
	}
}

/** What can't go while others need it. */
export function hangOn(what: string, counts: Readonly<Record<"sites" | "devices", number>>): CertusError {
	const words = [plural(counts.sites, "site"), plural(counts.devices, "device")].filter((part) => part !== null);
	return new CertusError(409, `${what}InUse`, `this ${what} still has ${words.join(" and ")}: remove them first`);
}

/** `null` for none. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string | null {
	return count === 0 ? null : `${count} ${count === 1 ? noun : nouns}`;
}

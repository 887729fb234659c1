/** The one error class. Clients and tests match on `code`; `message` is for people, `details` for evidence. */
export class CertusError extends Error {
	readonly code: string;
	readonly status: number;
	readonly details: Readonly<Record<string, unknown>>;

	constructor(status: number, code: string, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = "CertusError";
		this.code = code;
		this.status = status;
		this.details = details;
	}
}

import type { Problem } from "../../src/shared/common.ts";

const API_BASE = "/api/v1";

/** An answer other than 2xx. `code` is the API's; `detail` is made for people. */
export class ApiError extends Error {
	readonly status: number;
	readonly code: string;
	readonly title: string;
	/** What is wrong where in the body, as JSON pointers. */
	readonly errors: NonNullable<Problem["errors"]>;

	constructor(status: number, problem: Partial<Problem>) {
		super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
		this.name = "ApiError";
		this.status = status;
		this.code = problem.code ?? "";
		this.title = problem.title ?? `Error ${status}`;
		this.errors = problem.errors ?? [];
	}
}

type Query = Readonly<Record<string, string | number | undefined>>;

export interface Page<Item> {
	readonly items: readonly Item[];
	readonly nextCursor: string | null;
}

export function apiUrl(path: string, query: Query = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== "") search.set(name, String(value));
	}
	return search.size === 0 ? API_BASE + path : `${API_BASE}${path}?${search}`;
}

/** The server answers what its schemas in src/shared describe; the console does not check that again. */
export async function getJson<Answer>(path: string, query: Query, signal?: AbortSignal): Promise<Answer> {
	const response = await answered(
		fetch(apiUrl(path, query), { headers: { accept: "application/json" }, ...(signal && { signal }) }),
	);
	return (await response.json()) as Answer;
}

export async function getBytes(path: string, query: Query, signal?: AbortSignal): Promise<ArrayBuffer> {
	const response = await answered(fetch(apiUrl(path, query), signal ? { signal } : {}));
	return response.arrayBuffer();
}

export async function send<Answer = unknown>(
	method: "POST" | "PUT" | "PATCH" | "DELETE",
	path: string,
	query: Query = {},
	body?: unknown,
): Promise<Answer | null> {
	const headers: Record<string, string> = { accept: "application/json", "idempotency-key": idempotencyKey() };
	// A form's type comes with its boundary, which only the browser knows; a blob has one of its own.
	const isTyped = body instanceof FormData || body instanceof Blob;
	if (body !== undefined && !isTyped) headers["content-type"] = "application/json";
	const response = await answered(
		fetch(apiUrl(path, query), {
			method,
			headers,
			...(body !== undefined && { body: isTyped ? body : JSON.stringify(body) }),
		}),
	);
	const text = await response.text();
	return text === "" ? null : (JSON.parse(text) as Answer);
}

/** All pages up to `maxItems`; `complete` says whether that was all there is. */
export async function getAllPages<Item>(
	path: string,
	query: Query,
	maxItems: number,
	signal?: AbortSignal,
): Promise<{ items: Item[]; complete: boolean }> {
	const items: Item[] = [];
	let cursor: string | undefined;
	do {
		const page = await getJson<Page<Item>>(path, { ...query, limit: 500, cursor }, signal);
		items.push(...page.items);
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined && items.length < maxItems);
	return { items, complete: cursor === undefined };
}

async function answered(request: Promise<Response>): Promise<Response> {
	let response: Response;
	try {
		response = await request;
	} catch (error) {
		if (error instanceof DOMException && error.name === "AbortError") throw error;
		throw new ApiError(0, {
			title: "No connection",
			detail: "The server does not answer. Is Certus running, and can this browser reach it?",
		});
	}
	if (response.ok) return response;
	throw new ApiError(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
	try {
		const body: unknown = await response.json();
		return typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
	} catch {
		return {};
	}
}

/** `crypto.randomUUID` is missing where the console is served over plain HTTP from another host. */
function idempotencyKey(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

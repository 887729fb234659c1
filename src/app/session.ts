import { sha256 } from "../lib/hash.ts";
import { deleteConsoleSession, insertConsoleSession } from "../store/tokens.ts";
import { type CommandDependencies, runCommand } from "./command.ts";
import { type Principal, principalOfSession } from "./principal.ts";
import type { TenantDirectory } from "./tenants.ts";

/** A working day; then the console asks for the token again. */
const SESSION_SECONDS = 12 * 3600;

interface Dependencies extends CommandDependencies {
	readonly tenants: TenantDirectory;
}

export async function signIn(
	dependencies: Dependencies,
	principal: Principal,
): Promise<{ readonly secret: string; readonly maxAgeSeconds: number }> {
	const secret = dependencies.random.alphanumeric(43);
	await inHomeTenant(dependencies, principal, "session.signIn", async (tx, now) => {
		const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
		await insertConsoleSession(tx, sha256(secret), principal.id, expiresAt);
	});
	return { secret, maxAgeSeconds: SESSION_SECONDS };
}

/** Ends a console session; one that is unknown or over is none. */
export async function signOut(dependencies: Dependencies, secret: string): Promise<void> {
	const principal = await principalOfSession(dependencies.database, secret, dependencies.clock());
	if (!principal) return;
	await inHomeTenant(dependencies, principal, "session.signOut", (tx) => deleteConsoleSession(tx, sha256(secret)));
}

/** Coming and going stands in the trail of the tenant that somebody belongs to; of `default` for those of every tenant. */
async function inHomeTenant(
	dependencies: Dependencies,
	principal: Principal,
	action: string,
	work: (tx: Parameters<Parameters<typeof runCommand>[3]>[0]["tx"], now: Date) => Promise<void>,
): Promise<void> {
	const { tenants } = dependencies;
	const tenant = principal.tenant === null ? tenants.bySlug("default") : tenants.byId(principal.tenant);
	if (!tenant) return;
	await runCommand(dependencies, { tenant, actor: principal, idempotency: null }, 204, async (command) => {
		await work(command.tx, command.now);
		await command.audit(action, {});
	});
}

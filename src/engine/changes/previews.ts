import { v5 } from "uuid";
import { sealInput } from "../../device/sealedInput.ts";
import type { OperationEnd } from "../../proof/check.ts";
import type { TenantId } from "../../store/db.ts";
import { cancelOperation } from "../../store/operations.ts";
import { insertQueued } from "../../store/queue.ts";
import type { PreviewAsk } from "../ports.ts";
import type { DeviceStepDependencies } from "./deviceSteps.ts";
import type { Kept } from "./steps.ts";

/** Reads what devices hold, before somebody decides on a change. */
export function createPreviews({ database, clock, vault, wake }: DeviceStepDependencies) {
	const waiting = new Map<string, (end: OperationEnd) => void>();

	/** What devices hold now, as far as they come in time; nothing but reads is sent. */
	async function read(
		tenant: TenantId,
		id: string,
		asks: readonly PreviewAsk[],
		requestedBy: string,
		timeoutMs: number,
	): Promise<ReadonlyMap<string, Kept>> {
		const scope = database.scope(tenant);
		const found = new Map<string, Kept>();
		await Promise.all(
			asks.map(async ({ device, paths, place = "preview" }) => {
				const operation = v5(place, v5(device, id));
				const now = clock();
				const ended = new Promise<OperationEnd | null>((resolve) => {
					const timer = setTimeout(() => resolve(null), timeoutMs);
					waiting.set(operation, (end) => {
						clearTimeout(timer);
						resolve(end);
					});
				});
				await insertQueued(scope, {
					...{ id: operation, device, kind: "read", authority: "user", request: id, requestedBy },
					...{ createdAt: now, acceptedAt: now, expiresAt: new Date(now.getTime() + timeoutMs), waitSeconds: null },
					input: sealInput(vault, tenant, { paths }),
					change: id,
				});
				wake(tenant, device);
				const end = await ended;
				waiting.delete(operation);
				if (end === null) await cancelOperation(scope, operation, clock());
				const values = (end?.result?.values ?? null) as readonly { path: string; value: string; type: string }[] | null;
				if (end?.status === "succeeded" && values) {
					found.set(device, new Map(values.map(({ path, value, type }) => [path, { value, type }])));
				}
			}),
		);
		return found;
	}

	return { read, operationFinished: (id: string, end: OperationEnd) => waiting.get(id)?.(end) };
}

import type { WorkflowDefinition } from "../check.ts";
import { faultBehaviour } from "./faultBehaviour.ts";
import { inventory } from "./inventory.ts";
import { reboot } from "./reboot.ts";

/** Every workflow and trait that can be proven, in the order in which a run takes them. */
export const DEFINITIONS: readonly WorkflowDefinition[] = [inventory, faultBehaviour, reboot].sort(
	(left, right) => left.order - right.order,
);

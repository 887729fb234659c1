import type { WorkflowDefinition } from "../check.ts";
import { conditionAfter, conditionBefore } from "./condition.ts";
import { config, configLater, configStanding } from "./config.ts";
import { diagnostics } from "./diagnostics.ts";
import { factoryReset } from "./factoryReset.ts";
import { faultBehaviour } from "./faultBehaviour.ts";
import { firmware } from "./firmware.ts";
import { hostsWifi } from "./hostsWifi.ts";
import { inventory } from "./inventory.ts";
import { provisioning } from "./provisioning.ts";
import { reboot } from "./reboot.ts";
import { sessionReliability } from "./sessionReliability.ts";

/** Every workflow and trait that can be proven, in the order in which a run takes them. */
export const DEFINITIONS: readonly WorkflowDefinition[] = [
	inventory,
	hostsWifi,
	faultBehaviour,
	sessionReliability,
	reboot,
	factoryReset,
	provisioning,
	firmware,
	diagnostics,
	config,
	configStanding,
	configLater,
	conditionBefore,
	conditionAfter,
].sort((left, right) => left.order - right.order);

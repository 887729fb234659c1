import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { TenantDirectory } from "../../app/tenants.ts";
import type { ModelProfile } from "../../device/profiles/profile.ts";
import type { EnginePort } from "../../engine/ports.ts";
import type { Clock, Random } from "../../lib/edges.ts";
import type { Vault } from "../../lib/vault.ts";
import type { Signer } from "../../proof/signature.ts";
import type { Blobs } from "../../store/blobs.ts";
import type { Database } from "../../store/db.ts";
import type { KnownDevice } from "../../store/devices.ts";
import type { OidcClient } from "./oidcClient.ts";

export interface ApiDependencies {
	readonly database: Database;
	readonly engine: EnginePort;
	readonly clock: Clock;
	readonly random: Random;
	readonly blobs: Blobs;
	/** What is known of a device's family. */
	readonly profileOf: (device: KnownDevice) => ModelProfile;
	/** Signs evidence with the installation's key. */
	readonly signer: Signer;
	/** Seals what must be read again and is nobody else's to read. */
	readonly vault: Vault;
	readonly settings: {
		/** A function, as the port may be chosen only when listening. Without a slash at its end. */
		readonly publicApiUrl: () => string;
		/** The built console; `null` where there is none. */
		readonly webRoot: string | null;
		readonly maxUploadBytes: number;
		/** Addresses whose forwarding headers count. */
		readonly trustedProxies?: readonly string[];
		/** Whether webhooks may be at private addresses and by plain http; not where it is not given. */
		readonly allowPrivateWebhooks?: boolean;
	};
	/** Single sign-on; `null` where there is none. */
	readonly oidc: OidcClient | null;
	readonly metrics: Registry;
	readonly log: Logger;
	readonly tenants: TenantDirectory;
}

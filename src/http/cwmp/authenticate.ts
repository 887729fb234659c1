import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import {
	basicChallenge,
	type Credentials,
	digestChallenge,
	parseAuthorization,
	verifyAuthorization,
} from "../../cwmp/digest.ts";
import type { DeviceIdentity } from "../../cwmp/messages.ts";
import type { HttpReply } from "../../engine/liveSession.ts";
import type { Clock } from "../../lib/edges.ts";
import { secretContext, type Vault } from "../../lib/vault.ts";
import type { Tenant } from "../../store/tenants.ts";
import { isLoopback, type Peer } from "./addresses.ts";

const REALM = "certus";
const NONCE_MINUTES = 10;
/** Passwords of devices' own that are held open: to open one takes longer than to check it. */
const MAX_OPENED = 10_000;

export interface AuthenticationSettings {
	/** Whether a request from loopback is surely from this machine: no proxy is trusted, and the public URL is loopback. */
	readonly loopbackIsLocal: () => boolean;
	/** The header in which a trusted proxy hands on the client certificate's subject; `null`: none. */
	readonly clientCertificateHeader: string | null;
}

export type Authenticate = ReturnType<typeof createAuthenticate>;

/**
 * Checks a CPE's credentials as its tenant asks (contract, section 3). Nonces are stateless and may be used again: CPEs
 * send the same with `nc=00000001` every time (quirk 120).
 */
export function createAuthenticate(settings: AuthenticationSettings, clock: Clock, vault: Vault) {
	const secret = randomBytes(32);
	const passwords = new Map<string, string>();

	return function authenticate(
		request: IncomingMessage,
		peer: Peer,
		tenant: Tenant,
		device: DeviceIdentity | null,
		own: Credentials | null,
	): HttpReply | null {
		const mode = modeOf(tenant, peer);
		if (mode === "none") return null;
		if (mode === "tls")
			return certificateOf(request, peer, device)
				? null
				: denied("tls", "no client certificate that names this device");
		const authorization = parseAuthorization(request.headers.authorization);
		const asked = mode === "auto" ? ["digest", "basic"] : [mode];
		if (!authorization || !asked.includes(authorization.scheme))
			return challenge(asked, false, "missing", "no credentials");
		const expected = (own && opened(own, tenant)) ?? { username: tenant.cpeUsername, password: tenant.cpePassword };
		if (!verifyAuthorization(authorization, request.method ?? "POST", expected))
			return challenge(asked, false, "credentials", "wrong credentials");
		if (authorization.scheme === "digest" && !isFresh(authorization.nonce))
			return challenge(asked, true, "nonce", "an old nonce");
		return null;
	};

	/** A tenant's are open; a device's own are sealed until the first request that they may answer. */
	function opened({ username, password: sealed }: Credentials, { tenant }: Tenant): Credentials {
		const context = secretContext(tenant, "device.password");
		const known = passwords.get(`${context} ${sealed}`);
		const password = known ?? vault.read(sealed, context);
		if (known === undefined) {
			if (passwords.size >= MAX_OPENED) passwords.clear();
			passwords.set(`${context} ${sealed}`, password);
		}
		return { username, password };
	}

	function modeOf(tenant: Tenant, peer: Peer): Tenant["deviceAuthentication"] {
		if (tenant.deviceAuthentication !== "auto") return tenant.deviceAuthentication;
		const local = isLoopback(peer.address) && !peer.forwarded && settings.loopbackIsLocal();
		return local ? "none" : "auto";
	}

	function certificateOf(request: IncomingMessage, peer: Peer, device: DeviceIdentity | null): boolean {
		const socket = request.socket as TLSSocket;
		const name = settings.clientCertificateHeader?.toLowerCase();
		const subject =
			peer.fromProxy && name
				? String(request.headers[name] ?? "")
				: socket.encrypted && socket.authorized
					? String(socket.getPeerCertificate().subject?.CN ?? "")
					: "";
		if (subject === "") return false;
		if (!device) return true;
		// 3.4.5: the common name holds OUI and serial, or OUI, product class and serial.
		const common = /(?:^|[,/\s])CN\s*=\s*([^,/]+)/i.exec(subject)?.[1]?.trim() ?? subject.trim();
		const { oui, productClass, serialNumber } = device;
		return [serialNumber, `${oui}-${serialNumber}`, `${oui}-${productClass}-${serialNumber}`].includes(common);
	}

	function challenge(schemes: readonly string[], stale: boolean, code: string, detail: string): HttpReply {
		const challenges = [
			...(schemes.includes("digest") ? [digestChallenge({ realm: REALM, nonce: newNonce(), qop: true, stale })] : []),
			...(schemes.includes("basic") ? [basicChallenge(REALM)] : []),
		];
		return { ...denied(code, detail), headers: { "WWW-Authenticate": challenges } };
	}

	function newNonce(): string {
		const stamp = `${clock().getTime().toString(36)}-${randomBytes(6).toString("hex")}`;
		return `${stamp}-${sign(stamp)}`;
	}

	function isFresh(nonce: string): boolean {
		const at = nonce.lastIndexOf("-");
		const stamp = nonce.slice(0, at);
		const signature = Buffer.from(nonce.slice(at + 1));
		const expected = Buffer.from(sign(stamp));
		if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return false;
		return clock().getTime() - Number.parseInt(stamp, 36) < NONCE_MINUTES * 60_000;
	}

	function sign(text: string): string {
		return createHmac("sha256", secret).update(text).digest("hex").slice(0, 32);
	}
}

function denied(code: string, detail: string): HttpReply {
	return { status: 401, body: "", refusal: { code: `authentication.${code}`, detail } };
}

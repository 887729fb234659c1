import { humanise } from "./vocabulary.ts";

interface Props {
	readonly coverage: Readonly<Record<string, number | null>>;
}

/** Per cent of each subtree that could be read; a subtree that was not asked has no bar. */
export function Coverage({ coverage }: Props) {
	const entries = Object.entries(coverage).sort(([a], [b]) => (place(a) < place(b) ? -1 : 1));
	if (entries.every(([, percent]) => percent === null)) {
		return <p className="muted">Not measured yet: an inventory proof reads the subtrees.</p>;
	}
	return (
		<dl className="coverage">
			{entries.map(([name, percent]) => (
				<div key={name} className="coverage-row">
					<dt>{SUBTREES[name] ?? humanise(name)}</dt>
					<dd>
						{percent === null ? (
							<span className="muted">not there, or not asked</span>
						) : (
							<>
								<span className="bar" aria-hidden="true">
									<span className="bar-fill" style={{ inlineSize: `${Math.max(0, Math.min(100, percent))}%` }} />
								</span>
								<span className="numeric">{Math.round(percent)} %</span>
							</>
						)}
					</dd>
				</div>
			))}
		</dl>
	);
}

/** What each subtree is called, in the order of the contract; whatever else comes follows. */
export const SUBTREES: Readonly<Record<string, string>> = {
	deviceInfo: "Device info",
	managementServer: "Management server",
	time: "Time",
	wan: "WAN",
	lan: "LAN",
	hosts: "Hosts",
	wifi: "Wi-Fi",
	firewallNat: "Firewall and NAT",
	routing: "Routing",
	voice: "Voice",
	optical: "Optical",
	diagnostics: "Diagnostics",
};

function place(name: string): number {
	const index = Object.keys(SUBTREES).indexOf(name);
	return index === -1 ? Number.POSITIVE_INFINITY : index;
}

import { humanise } from "../../components/vocabulary.ts";

interface Props {
	readonly coverage: Readonly<Record<string, number | null>>;
}

/** Per cent of each subtree that could be read; a subtree that was not asked has no bar. */
export function Coverage({ coverage }: Props) {
	const entries = Object.entries(coverage);
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

const SUBTREES: Readonly<Record<string, string>> = {
	wan: "WAN",
	lan: "LAN",
	wifi: "Wi-Fi",
	firewallNat: "Firewall and NAT",
};

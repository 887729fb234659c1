import { CellStatusBadge } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { CELL_STATUS, VERDICTS } from "../../components/vocabulary.ts";

const STATUSES = Object.keys(CELL_STATUS) as (keyof typeof CELL_STATUS)[];

export function Legend() {
	return (
		<Disclosure className="legend" summary="What the colours and verdicts mean">
			{() => (
				<div className="legend-columns">
					<dl>
						{STATUSES.map((status) => (
							<div key={status}>
								<dt>
									<CellStatusBadge status={status} />
								</dt>
								<dd>{CELL_STATUS[status].means}</dd>
							</div>
						))}
					</dl>
					<dl>
						{Object.values(VERDICTS).map(({ name, means }) => (
							<div key={name}>
								<dt>{name}</dt>
								<dd>{means}</dd>
							</div>
						))}
					</dl>
					<p className="muted legend-note">
						Colours are computed from proof runs and the fleet's outcomes; nobody sets one by hand. A row holds for the
						firmware it names: neighbours prove nothing. Simulated rows were proven on virtual CPEs.
					</p>
				</div>
			)}
		</Disclosure>
	);
}

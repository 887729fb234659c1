import type { Change } from "../../../src/shared/changes.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Ago } from "../../components/Time.tsx";

/** Who has agreed or refused, and how many it takes. */
export function Decisions({ change: { approvals, approvalsNeeded } }: { readonly change: Change }) {
	const given = approvals.filter(({ decision }) => decision === "approve").length;
	return (
		<>
			<p>
				{approvalsNeeded === 0
					? "It needs nobody's agreement."
					: `${given} of ${approvalsNeeded} ${approvalsNeeded === 1 ? "approval" : "approvals"}; whoever proposed it can't give one.`}
			</p>
			{approvals.length > 0 && (
				<ul className="plain-list" aria-label="Decisions">
					{approvals.map(({ decision, by, comment, at }) => (
						<li key={`${by} ${at}`}>
							<Mark tone={decision === "approve" ? "green" : "red"} quiet>
								{decision === "approve" ? "Approved" : "Rejected"}
							</Mark>{" "}
							by <InertText text={by} max={60} plain />, <Ago at={at} />
							{comment !== "" && (
								<>
									: <InertText text={comment} />
								</>
							)}
						</li>
					))}
				</ul>
			)}
		</>
	);
}

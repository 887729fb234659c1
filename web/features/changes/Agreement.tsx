import type { ActionPolicy, ChangeAction } from "../../../src/shared/changes.ts";
import { useApprovalPolicy } from "./queries.ts";

interface Props {
	readonly action: ChangeAction;
	/** Of several devices: it is never waived. */
	readonly isOfMany?: boolean;
}

/** How an action is agreed to in this tenant, before it is asked for. */
export function Agreement({ action, isOfMany = false }: Props) {
	const { data, error } = useApprovalPolicy();
	return (
		<p className="agreement" role="note">
			{data !== undefined
				? agreementWords(isOfMany ? { ...data[action], waivedForOneDevice: false } : data[action])
				: error !== null
					? "Whether it needs somebody's agreement could not be read; the preview says it."
					: "…"}
		</p>
	);
}

export function agreementWords({ waivedForOneDevice, approvals, approverRoles }: ActionPolicy): string {
	if (waivedForOneDevice)
		return "It needs nobody's agreement for one device, unless it has been done very often lately.";
	const people = approvals === 1 ? "another person" : `${approvals} other people`;
	const which = approverRoles === null ? "" : ` with the role ${approverRoles.join(" or ")}`;
	return `It needs the agreement of ${people}${which} before anything is sent.`;
}

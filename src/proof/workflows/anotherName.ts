import {
	type CheckResult,
	inconclusive,
	type Namesake,
	namesakes,
	type ProofAnswer,
	type ProofStep,
} from "../check.ts";

/**
 * What may be said of a device that has not come back, where one of its serial number has come meanwhile: some call under
 * another OUI or product class after a boot or on another firmware (quirks 102, 106). That they are one a person says.
 */
export function* cameUnderAnotherName(): Generator<ProofStep, CheckResult | null, ProofAnswer> {
	const [other] = yield* namesakes();
	return other ? perhapsBack(other) : null;
}

export function perhapsBack(namesake: Namesake): CheckResult {
	const { oui, productClass } = namesake;
	const name = [oui, productClass].filter((part) => part !== "").join("-");
	return inconclusive(
		`the device has not come back under its own name, and ${name} has come with its serial number: whether they are one, somebody has to say`,
		{ namesake },
	);
}

import type { ModelProfile } from "../profiles/profile.ts";
import { rowsOf, type Values } from "./rows.ts";

export interface OpticalInterface {
	readonly path: string;
	readonly status: string | null;
	readonly rxPowerDbm: number | null;
	readonly txPowerDbm: number | null;
	readonly temperatureCelsius: number | null;
	readonly voltageMillivolt: number | null;
	readonly biasCurrentMilliampere: number | null;
}

export function opticalOf(values: Values, profile: ModelProfile): OpticalInterface[] {
	return rowsOf(values, profile, "optical").map(({ path, fields }) => ({
		path,
		status: fields.status,
		rxPowerDbm: fields.rxPower,
		txPowerDbm: fields.txPower,
		temperatureCelsius: fields.temperature,
		voltageMillivolt: fields.voltage,
		biasCurrentMilliampere: fields.biasCurrent,
	}));
}

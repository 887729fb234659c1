import type { ProofInputs, Workflow } from "../../../src/shared/proof.ts";

/** What a run is told, as it is typed; empty stands for what the API takes by itself. */
export interface InputsDraft {
	readonly firmwareFileId: string;
	readonly returnFirmwareFileId: string;
	readonly allowFactoryReset: boolean;
	/** A number, or MAC addresses. */
	readonly expectedHosts: string;
	readonly expectedWifiClients: string;
	readonly pingHost: string;
	readonly downloadUrl: string;
	readonly uploadUrl: string;
	/** A line each: `path = value`. */
	readonly configValues: string;
	readonly timeoutSeconds: string;
}

export const NO_INPUTS: InputsDraft = {
	firmwareFileId: "",
	returnFirmwareFileId: "",
	allowFactoryReset: false,
	expectedHosts: "",
	expectedWifiClients: "",
	pingHost: "",
	downloadUrl: "",
	uploadUrl: "",
	configValues: "",
	timeoutSeconds: "",
};

/** Only what the workflows use: an image that was chosen before `firmware` was taken out again is none of them. */
export function inputsOf(draft: InputsDraft, workflows: readonly Workflow[]): ProofInputs {
	const has = (workflow: Workflow) => workflows.includes(workflow);
	const timeoutSeconds = draft.timeoutSeconds.trim();
	return {
		allowFactoryReset: has("factoryReset") && draft.allowFactoryReset,
		...(has("firmware") && texts(draft, ["firmwareFileId", "returnFirmwareFileId"])),
		...(has("hostsWifi") && {
			...expected("expectedHosts", draft.expectedHosts),
			...expected("expectedWifiClients", draft.expectedWifiClients),
		}),
		...(has("diagnostics") && texts(draft, ["pingHost", "downloadUrl", "uploadUrl"])),
		...(has("config") && draft.configValues.trim() !== "" && { configValues: valuesOf(draft.configValues) }),
		...(timeoutSeconds !== "" && { timeoutSeconds: Number(timeoutSeconds) }),
	};
}

type TextInput = "firmwareFileId" | "returnFirmwareFileId" | "pingHost" | "downloadUrl" | "uploadUrl";

function texts(draft: InputsDraft, names: readonly TextInput[]): Partial<Record<TextInput, string>> {
	return Object.fromEntries(names.map((name) => [name, draft[name].trim()]).filter(([, text]) => text !== ""));
}

function expected<Name extends string>(name: Name, text: string): Partial<Record<Name, number | string[]>> {
	const words = text.split(/[\s,;]+/).filter(Boolean);
	if (words.length === 0) return {};
	const [word = ""] = words;
	const value = words.length === 1 && /^\d+$/.test(word) ? Number(word) : words;
	return { [name]: value } as Partial<Record<Name, number | string[]>>;
}

/** What stands behind the first `=` is the value, as it is. */
function valuesOf(text: string): { path: string; value: string }[] {
	return text
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line) => {
			const [path = "", ...rest] = line.split("=");
			return { path: path.trim(), value: rest.join("=").trim() };
		});
}

/** The built-in models share their identity's shape and what their Informs carry; each file says what is its own. */
import type { Behaviour, Identity, LabModel, Root, Truth, TruthInputs } from "../model.ts";
import type { BaseTree } from "../tree.ts";

const INFORM_PARAMETERS: Readonly<Record<Root, readonly string[]>> = {
	"Device.": [
		"Device.RootDataModelVersion",
		"Device.DeviceInfo.HardwareVersion",
		"Device.DeviceInfo.SoftwareVersion",
		"Device.DeviceInfo.ProvisioningCode",
		"Device.ManagementServer.ParameterKey",
		"Device.ManagementServer.ConnectionRequestURL",
		"Device.IP.Interface.1.IPv4Address.1.IPAddress",
	],
	"InternetGatewayDevice.": [
		"InternetGatewayDevice.DeviceSummary",
		"InternetGatewayDevice.DeviceInfo.SpecVersion",
		"InternetGatewayDevice.DeviceInfo.HardwareVersion",
		"InternetGatewayDevice.DeviceInfo.SoftwareVersion",
		"InternetGatewayDevice.DeviceInfo.ProvisioningCode",
		"InternetGatewayDevice.ManagementServer.ParameterKey",
		"InternetGatewayDevice.ManagementServer.ConnectionRequestURL",
		"InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.ExternalIPAddress",
	],
};

export interface Definition {
	readonly name: string;
	readonly summary: string;
	readonly identity: Identity;
	readonly root: Root;
	readonly tree: (identity: Identity, behaviour: Behaviour) => BaseTree;
	readonly behaviour: Behaviour;
	readonly truth: Truth;
	readonly inputs?: TruthInputs;
	/** In the built-in fleet; 1 unless it is said. */
	readonly fleet?: number;
}

export function defineModel(definition: Definition): LabModel {
	const { identity, behaviour, root } = definition;
	let tree: BaseTree | null = null;
	return {
		...definition,
		tree: () => {
			tree ??= definition.tree(identity, behaviour);
			return tree;
		},
		informParameters: INFORM_PARAMETERS[root],
		fleet: definition.fleet ?? 1,
	};
}

const MAKERS = {
	acme: { manufacturer: "Acme Networks", oui: "02AC3E", serialPrefix: "ACME" },
	borealis: { manufacturer: "Borealis", oui: "02B0EA", serialPrefix: "BRL" },
	cobalt: { manufacturer: "Cobalt Broadband", oui: "02C0BA", serialPrefix: "CB" },
} as const;

/** A made-up manufacturer's model. */
export function made(by: keyof typeof MAKERS, modelName: string, softwareVersion: string): Identity {
	const { manufacturer, oui, serialPrefix } = MAKERS[by];
	const serialPattern = `${serialPrefix}${modelName.replace(/\W/g, "").toUpperCase()}#####`;
	return {
		...{ manufacturer, oui, modelName, softwareVersion, serialPattern },
		productClass: modelName,
		hardwareVersion: "1.0",
	};
}

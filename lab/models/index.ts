import type { LabModel } from "../model.ts";
import { bareFaults } from "./bare-faults.ts";
import { behindNat } from "./behind-nat.ts";
import { bothRoots } from "./both-roots.ts";
import { cleanTr098Gateway } from "./clean-tr098-gateway.ts";
import { cleanTr098Ont } from "./clean-tr098-ont.ts";
import { cleanTr181Gateway } from "./clean-tr181-gateway.ts";
import { cleanTr181Ont } from "./clean-tr181-ont.ts";
import { cutBodies } from "./cut-bodies.ts";
import { deaf } from "./deaf.ts";
import { emptyHosts } from "./empty-hosts.ts";
import { falseSuccessFirmware } from "./false-success-firmware.ts";
import { garbledChallenge } from "./garbled-challenge.ts";
import { instantFirmware } from "./instant-firmware.ts";
import { largeGateway } from "./large-gateway.ts";
import { leavesOnly } from "./leaves-only.ts";
import { namesOneLevel } from "./names-one-level.ts";
import { namesRootEmpty } from "./names-root-empty.ts";
import { namesRootRefused } from "./names-root-refused.ts";
import { needsReboot } from "./needs-reboot.ts";
import { newConnections } from "./new-connections.ts";
import { noCookies } from "./no-cookies.ts";
import { noManagementServer } from "./no-management-server.ts";
import { oldDigest } from "./old-digest.ts";
import { oldHttp } from "./old-http.ts";
import { partialSets } from "./partial-sets.ts";
import { poisonedName } from "./poisoned-name.ts";
import { poorDiagnostics } from "./poor-diagnostics.ts";
import { quietFirmware } from "./quiet-firmware.ts";
import { rebootEmptyKey } from "./reboot-empty-key.ts";
import { rebootNever } from "./reboot-never.ts";
import { rebootNoMReboot } from "./reboot-no-m-reboot.ts";
import { rebootNoReturn } from "./reboot-no-return.ts";
import { rebootRejected } from "./reboot-rejected.ts";
import { rebootTwice } from "./reboot-twice.ts";
import { rebootUnknown } from "./reboot-unknown.ts";
import { sessionLostOnFault } from "./session-lost-on-fault.ts";
import { silentRpc } from "./silent-rpc.ts";
import { sloppyXml } from "./sloppy-xml.ts";
import { slowGateway } from "./slow-gateway.ts";
import { stalledFirmware } from "./stalled-firmware.ts";
import { unknownIsEmpty } from "./unknown-is-empty.ts";
import { values16Names } from "./values-16-names.ts";
import { vanishesOnFault } from "./vanishes-on-fault.ts";
import { wrongFaultCode } from "./wrong-fault-code.ts";
import { wrongTypes } from "./wrong-types.ts";

/** The built-in models, in the order that people see. */
export const MODELS: readonly LabModel[] = [
	cleanTr181Gateway,
	cleanTr098Gateway,
	cleanTr181Ont,
	cleanTr098Ont,
	bothRoots,
	emptyHosts,
	stalledFirmware,
	falseSuccessFirmware,
	quietFirmware,
	rebootNever,
	rebootNoMReboot,
	rebootEmptyKey,
	rebootRejected,
	rebootUnknown,
	rebootNoReturn,
	rebootTwice,
	namesOneLevel,
	namesRootRefused,
	namesRootEmpty,
	values16Names,
	poisonedName,
	unknownIsEmpty,
	wrongFaultCode,
	sessionLostOnFault,
	vanishesOnFault,
	sloppyXml,
	noCookies,
	newConnections,
	oldHttp,
	oldDigest,
	wrongTypes,
	partialSets,
	poorDiagnostics,
	noManagementServer,
	behindNat,
	bareFaults,
	silentRpc,
	leavesOnly,
	needsReboot,
	cutBodies,
	garbledChallenge,
	deaf,
	slowGateway,
	instantFirmware,
	largeGateway,
];

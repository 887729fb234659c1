import type { LabModel } from "../model.ts";
import { activeForever } from "./active-forever.ts";
import { bareFaults } from "./bare-faults.ts";
import { behindNat } from "./behind-nat.ts";
import { bothRoots } from "./both-roots.ts";
import { cleanTr098Gateway } from "./clean-tr098-gateway.ts";
import { cleanTr098Ont } from "./clean-tr098-ont.ts";
import { cleanTr181Gateway } from "./clean-tr181-gateway.ts";
import { cleanTr181Ont } from "./clean-tr181-ont.ts";
import { cutBodies } from "./cut-bodies.ts";
import { darkFirmware } from "./dark-firmware.ts";
import { deaf } from "./deaf.ts";
import { dropsFirstContact } from "./drops-first-contact.ts";
import { emptyAssociatedDevices } from "./empty-associated-devices.ts";
import { emptyHosts } from "./empty-hosts.ts";
import { falseSuccessFirmware } from "./false-success-firmware.ts";
import { foreignKeyFirmware } from "./foreign-key-firmware.ts";
import { garbledChallenge } from "./garbled-challenge.ts";
import { ghostHost } from "./ghost-host.ts";
import { givesUp } from "./gives-up.ts";
import { hangingFirmware } from "./hanging-firmware.ts";
import { ignoresInterval } from "./ignores-interval.ts";
import { ignoresSets } from "./ignores-sets.ts";
import { instantFirmware } from "./instant-firmware.ts";
import { invalidFirmware } from "./invalid-firmware.ts";
import { keepsChanges } from "./keeps-changes.ts";
import { keylessFirmware } from "./keyless-firmware.ts";
import { largeGateway } from "./large-gateway.ts";
import { lateReportFirmware } from "./late-report-firmware.ts";
import { leavesOnly } from "./leaves-only.ts";
import { leftoverDiagnostics } from "./leftover-diagnostics.ts";
import { lyingDiagnostics } from "./lying-diagnostics.ts";
import { miscountedHosts } from "./miscounted-hosts.ts";
import { missingClients } from "./missing-clients.ts";
import { namesOneLevel } from "./names-one-level.ts";
import { namesRootEmpty } from "./names-root-empty.ts";
import { namesRootRefused } from "./names-root-refused.ts";
import { needsReboot } from "./needs-reboot.ts";
import { newConnections } from "./new-connections.ts";
import { noAssociatedDevices } from "./no-associated-devices.ts";
import { noCookies } from "./no-cookies.ts";
import { noDiagnostics } from "./no-diagnostics.ts";
import { noHostTable } from "./no-host-table.ts";
import { noLanTables } from "./no-lan-tables.ts";
import { noManagementServer } from "./no-management-server.ts";
import { noWifi } from "./no-wifi.ts";
import { oldDigest } from "./old-digest.ts";
import { oldHttp } from "./old-http.ts";
import { ownCadence } from "./own-cadence.ts";
import { partialSets } from "./partial-sets.ts";
import { poisonedName } from "./poisoned-name.ts";
import { poorDiagnostics } from "./poor-diagnostics.ts";
import { quietFirmware } from "./quiet-firmware.ts";
import { rebootClaimed } from "./reboot-claimed.ts";
import { rebootEmptyKey } from "./reboot-empty-key.ts";
import { rebootNever } from "./reboot-never.ts";
import { rebootNeverUntold } from "./reboot-never-untold.ts";
import { rebootNoMReboot } from "./reboot-no-m-reboot.ts";
import { rebootNoReturn } from "./reboot-no-return.ts";
import { rebootRejected } from "./reboot-rejected.ts";
import { rebootSilent } from "./reboot-silent.ts";
import { rebootTwice } from "./reboot-twice.ts";
import { rebootUnknown } from "./reboot-unknown.ts";
import { rebootUntold } from "./reboot-untold.ts";
import { refusedFirmware } from "./refused-firmware.ts";
import { refusesDiagnostics } from "./refuses-diagnostics.ts";
import { refusesInterval } from "./refuses-interval.ts";
import { resetClaimed } from "./reset-claimed.ts";
import { resetKeepsWifi } from "./reset-keeps-wifi.ts";
import { resetNever } from "./reset-never.ts";
import { resetNoBootstrap } from "./reset-no-bootstrap.ts";
import { resetNoReturn } from "./reset-no-return.ts";
import { resetRejected } from "./reset-rejected.ts";
import { resetUnknown } from "./reset-unknown.ts";
import { secondTryFirmware } from "./second-try-firmware.ts";
import { sessionLostOnFault } from "./session-lost-on-fault.ts";
import { silentFailureFirmware } from "./silent-failure-firmware.ts";
import { silentRpc } from "./silent-rpc.ts";
import { sloppyXml } from "./sloppy-xml.ts";
import { slowGateway } from "./slow-gateway.ts";
import { sparseHosts } from "./sparse-hosts.ts";
import { staleDiagnostics } from "./stale-diagnostics.ts";
import { stalledFirmware } from "./stalled-firmware.ts";
import { swappedRadios } from "./swapped-radios.ts";
import { unknownDownload } from "./unknown-download.ts";
import { unknownIsEmpty } from "./unknown-is-empty.ts";
import { unlistedClient } from "./unlisted-client.ts";
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
	miscountedHosts,
	ghostHost,
	missingClients,
	noAssociatedDevices,
	emptyAssociatedDevices,
	unlistedClient,
	activeForever,
	noWifi,
	noHostTable,
	noLanTables,
	sparseHosts,
	swappedRadios,
	stalledFirmware,
	falseSuccessFirmware,
	quietFirmware,
	hangingFirmware,
	invalidFirmware,
	refusedFirmware,
	unknownDownload,
	darkFirmware,
	secondTryFirmware,
	keylessFirmware,
	foreignKeyFirmware,
	lateReportFirmware,
	silentFailureFirmware,
	rebootNever,
	rebootClaimed,
	resetClaimed,
	leftoverDiagnostics,
	rebootNoMReboot,
	rebootEmptyKey,
	rebootRejected,
	rebootUnknown,
	rebootNoReturn,
	rebootTwice,
	rebootSilent,
	rebootUntold,
	rebootNeverUntold,
	resetRejected,
	resetUnknown,
	resetKeepsWifi,
	resetNever,
	resetNoBootstrap,
	resetNoReturn,
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
	keepsChanges,
	ignoresSets,
	poorDiagnostics,
	staleDiagnostics,
	lyingDiagnostics,
	refusesDiagnostics,
	noDiagnostics,
	noManagementServer,
	refusesInterval,
	ignoresInterval,
	dropsFirstContact,
	behindNat,
	bareFaults,
	silentRpc,
	leavesOnly,
	needsReboot,
	cutBodies,
	garbledChallenge,
	deaf,
	ownCadence,
	givesUp,
	slowGateway,
	instantFirmware,
	largeGateway,
];

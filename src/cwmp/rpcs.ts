/** Every RPC by its name. */
import type { RpcName } from "./messages.ts";
import { addObject } from "./rpc/add-object.ts";
import { autonomousDuStateChangeComplete } from "./rpc/autonomous-du-state-change-complete.ts";
import { autonomousTransferComplete } from "./rpc/autonomous-transfer-complete.ts";
import { cancelTransfer } from "./rpc/cancel-transfer.ts";
import { changeDuState } from "./rpc/change-du-state.ts";
import { deleteObject } from "./rpc/delete-object.ts";
import { download } from "./rpc/download.ts";
import { duStateChangeComplete } from "./rpc/du-state-change-complete.ts";
import { factoryReset } from "./rpc/factory-reset.ts";
import { getAllQueuedTransfers } from "./rpc/get-all-queued-transfers.ts";
import { getOptions } from "./rpc/get-options.ts";
import { getParameterAttributes } from "./rpc/get-parameter-attributes.ts";
import { getParameterNames } from "./rpc/get-parameter-names.ts";
import { getParameterValues } from "./rpc/get-parameter-values.ts";
import { getQueuedTransfers } from "./rpc/get-queued-transfers.ts";
import { getRpcMethods } from "./rpc/get-rpc-methods.ts";
import { inform } from "./rpc/inform.ts";
import { kicked } from "./rpc/kicked.ts";
import { reboot } from "./rpc/reboot.ts";
import { requestDownload } from "./rpc/request-download.ts";
import { scheduleDownload } from "./rpc/schedule-download.ts";
import { scheduleInform } from "./rpc/schedule-inform.ts";
import { setParameterAttributes } from "./rpc/set-parameter-attributes.ts";
import { setParameterValues } from "./rpc/set-parameter-values.ts";
import { setVouchers } from "./rpc/set-vouchers.ts";
import { transferComplete } from "./rpc/transfer-complete.ts";
import { upload } from "./rpc/upload.ts";
import type { Rpc } from "./rpc.ts";

const rpcs: { readonly [N in RpcName]: Rpc<N> } = {
	AddObject: addObject,
	AutonomousDUStateChangeComplete: autonomousDuStateChangeComplete,
	AutonomousTransferComplete: autonomousTransferComplete,
	CancelTransfer: cancelTransfer,
	ChangeDUState: changeDuState,
	DeleteObject: deleteObject,
	Download: download,
	DUStateChangeComplete: duStateChangeComplete,
	FactoryReset: factoryReset,
	GetAllQueuedTransfers: getAllQueuedTransfers,
	GetOptions: getOptions,
	GetParameterAttributes: getParameterAttributes,
	GetParameterNames: getParameterNames,
	GetParameterValues: getParameterValues,
	GetQueuedTransfers: getQueuedTransfers,
	GetRPCMethods: getRpcMethods,
	Inform: inform,
	Kicked: kicked,
	Reboot: reboot,
	RequestDownload: requestDownload,
	ScheduleDownload: scheduleDownload,
	ScheduleInform: scheduleInform,
	SetParameterAttributes: setParameterAttributes,
	SetParameterValues: setParameterValues,
	SetVouchers: setVouchers,
	TransferComplete: transferComplete,
	Upload: upload,
};

export const rpcNames = Object.keys(rpcs) as readonly RpcName[];

export function rpcOf<N extends RpcName>(name: N): Rpc<N> {
	return rpcs[name];
}

export function isRpcName(name: string): name is RpcName {
	return Object.hasOwn(rpcs, name);
}

import type { Struct } from "./fields.ts";
import type { RpcName, Rpcs } from "./messages.ts";

/** One RPC in both directions. */
export interface Rpc<N extends RpcName = RpcName> {
	readonly name: N;
	/** Where TR-069 Amendment 6 has it. */
	readonly clause: string;
	readonly request: Struct<Rpcs[N]["request"]>;
	readonly response: Struct<Rpcs[N]["response"]>;
}

export function defineRpc<N extends RpcName>(rpc: Rpc<N>): Rpc<N> {
	return rpc;
}

import type { Warning } from "./messages.ts";

export type Warn = (code: string, detail: string) => void;

/** How often one code is quoted; what comes after is counted. */
const maxQuotedPerCode = 8;
const maxDetailLength = 200;

interface WarningLog {
	readonly warn: Warn;
	readonly list: () => readonly Warning[];
}

const none: readonly Warning[] = [];

/** Collects what one message deviates in. Bounded, so that 100,000 faulty values do not make 100,000 warnings. */
export function openWarningLog(): WarningLog {
	let quoted: Warning[] | null = null;
	let counts: Map<string, number> | null = null;
	return {
		warn: (code, detail) => {
			quoted ??= [];
			counts ??= new Map();
			const count = (counts.get(code) ?? 0) + 1;
			counts.set(code, count);
			if (count <= maxQuotedPerCode) quoted.push({ code, detail: shorten(detail) });
		},
		list: () => {
			if (quoted === null || counts === null) return none;
			const list = [...quoted];
			for (const [code, count] of counts)
				if (count > maxQuotedPerCode) list.push({ code, detail: `and ${count - maxQuotedPerCode} more` });
			return list;
		},
	};
}

function shorten(detail: string): string {
	return detail.length <= maxDetailLength ? detail : `${detail.slice(0, maxDetailLength).toWellFormed()}…`;
}

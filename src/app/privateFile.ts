import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** Whole or not at all, and for nobody else's eyes. */
export function writePrivately(path: string, text: string): void {
	const temporary = `${path}.${process.pid}.new`;
	const file = openSync(temporary, "w", 0o600);
	try {
		writeSync(file, text);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(temporary, path);
}

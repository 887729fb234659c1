import { z } from "zod";
import { Digest, Id, Time } from "./common.ts";

export const FileKind = z.enum(["firmware", "config"]);

export const StoredFile = z.object({
	id: Id,
	kind: FileKind,
	name: z.string(),
	vendor: z.string(),
	model: z.string(),
	/** `*` stands for any. */
	hardwareVersions: z.array(z.string()),
	version: z.string(),
	/** The versions it may be installed on; `null`: any. */
	fromVersions: z.array(z.string()).nullable(),
	fileType: z.string(),
	sizeBytes: z.int(),
	digest: Digest,
	createdAt: Time,
});
export type StoredFile = z.infer<typeof StoredFile>;

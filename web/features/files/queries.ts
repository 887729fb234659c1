import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { StoredFile } from "../../../src/shared/files.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

const MAX_FILES = 2_000;

/** Newest first, page by page. */
export function useFiles() {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.filePages(tenant),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<StoredFile>>("/files", { tenant, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

/** Firmware images, newest first; of one model where it is given. */
export function useImages(of?: Pick<StoredFile, "vendor" | "model">) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.files(tenant),
		queryFn: ({ signal }) => getAllPages<StoredFile>("/files", { tenant }, MAX_FILES, signal),
		select: ({ items }) =>
			items.filter(
				(file) =>
					file.kind === "firmware" && (of === undefined || (file.vendor === of.vendor && file.model === of.model)),
			),
	});
}

/** What the form of an upload has beside the file; lists are separated by commas, and what is empty is left out. */
export interface UploadFields {
	readonly kind: StoredFile["kind"];
	readonly vendor: string;
	readonly model: string;
	readonly hardwareVersions: string;
	readonly version: string;
	readonly fromVersions?: string;
	readonly fileType?: string;
}

export function useUpload() {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: ({ file, fields }: { readonly file: File; readonly fields: UploadFields }) => {
			const form = new FormData();
			for (const [name, value] of Object.entries({ tenant, ...fields })) {
				if (value.trim() !== "") form.append(name, value);
			}
			form.append("file", file);
			return send<StoredFile>("POST", "/files", {}, form);
		},
		// It can be chosen as soon as the form that wanted it is back.
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.files(tenant) }),
	});
}

export function useRemoveFile() {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (id: string) => send("DELETE", `/files/${encodeURIComponent(id)}`, { tenant }),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.files(tenant) }),
	});
}

import { z } from "zod";

/** An id is opaque: one that could be nobody's is as unknown as any other, and the server answers 404. */
export const ById = z.object({ id: z.uuid() });
export const ByRowId = z.object({ rowId: z.uuid() });
export const BySlug = z.object({ slug: z.string() });

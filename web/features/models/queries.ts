import { useQuery } from "@tanstack/react-query";
import type { Model } from "../../../src/shared/devices.ts";
import { getAllPages } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

const MAX_MODELS = 2_000;

/** Every model, hardware and software version that was seen, with its devices. */
export function useModels() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.models(tenant),
		queryFn: ({ signal }) => getAllPages<Model>("/models", { tenant }, MAX_MODELS, signal),
	});
}

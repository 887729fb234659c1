import { Button } from "@mantine/core";
import { useState } from "react";
import { BUILT_IN_TENANTS } from "../../../src/shared/builtInTenants.ts";
import { useTenant } from "../../api/tenant.ts";
import { Section } from "../../components/Page.tsx";
import { DeleteTenantDialog } from "./DeleteTenantDialog.tsx";

export function TenantTab() {
	const tenant = useTenant();
	const [isOpen, setOpen] = useState(false);
	if (BUILT_IN_TENANTS.includes(tenant)) {
		return (
			<Section title="Delete this tenant">
				<p>
					Every installation has the tenant <span className="mono">{tenant}</span>: it can’t be deleted.
				</p>
			</Section>
		);
	}
	return (
		<Section title="Delete this tenant">
			<p>
				Only a tenant that was emptied can be deleted: without devices, subscribers, files, and whatever is still under
				way. What was proven in it and its audit trail are kept, where nobody reaches them through this console: export
				the trail before, if you want to read it.
			</p>
			<Button variant="default" onClick={() => setOpen(true)}>
				Delete this tenant
			</Button>
			<DeleteTenantDialog isOpen={isOpen} onClose={() => setOpen(false)} />
		</Section>
	);
}

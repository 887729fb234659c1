import "./styles/mantine.ts";
import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/status.css";
import "./styles/tables.css";
import "./styles/matrix.css";
import "./styles/proof.css";
import "./styles/device.css";
import "./styles/pipeline.css";
import "./styles/changes.css";
import "./styles/access.css";
import "./styles/rollouts.css";
import "./styles/provisioning.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/queryClient.ts";
import { router } from "./router.tsx";
import { theme } from "./theme.ts";

const element = document.getElementById("root");
if (element === null) throw new Error("index.html has no #root");

createRoot(element).render(
	<StrictMode>
		<MantineProvider theme={theme} defaultColorScheme="auto">
			<QueryClientProvider client={createQueryClient()}>
				<RouterProvider router={router} />
			</QueryClientProvider>
		</MantineProvider>
	</StrictMode>,
);

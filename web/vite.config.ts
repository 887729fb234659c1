import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const API = process.env.CERTUS_PUBLIC_API_URL ?? "http://127.0.0.1:8080";

// vite reads its configuration from a default export.
// biome-ignore lint/style/noDefaultExport: the tool's interface
export default defineConfig({
	root: import.meta.dirname,
	base: "/",
	plugins: [react()],
	build: {
		outDir: "../dist/web",
		emptyOutDir: true,
		target: "es2023",
		// The policy that the console is served under has no `data:`.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
	// Not all of /api: the console's own modules lie there. The API takes writes by cookie from its own origin only.
	server: { proxy: { "/api/v1": { target: API, headers: { origin: API } } } },
});

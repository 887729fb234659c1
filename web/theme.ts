import { createTheme } from "@mantine/core";

export const theme = createTheme({
	primaryColor: "certus",
	primaryShade: { light: 7, dark: 5 },
	colors: {
		dark: [
			"#e3e8ee",
			"#b8c2cd",
			"#9aa6b4",
			"#6b7684",
			"#465060",
			"#2d3540",
			"#222933",
			"#1a1f27",
			"#151a21",
			"#12161c",
		],
		certus: [
			"#eef4fc",
			"#dbe6f7",
			"#b4ccee",
			"#8bb0e6",
			"#6899df",
			"#4f86d6",
			"#356cbd",
			"#26579f",
			"#1f4b8f",
			"#153669",
		],
	},
	fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
	fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
	defaultRadius: "sm",
	respectReducedMotion: true,
	fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
	components: {
		Button: { defaultProps: { size: "xs" } },
		TextInput: { defaultProps: { size: "xs" } },
		NativeSelect: { defaultProps: { size: "xs" } },
		Textarea: { defaultProps: { size: "xs" } },
		Checkbox: { defaultProps: { size: "xs" } },
	},
});

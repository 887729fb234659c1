/** Headless Chromium on the console, and the console itself where it is not built yet. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];
const ACTION_MS = 15_000;
const VIEWPORT = { width: 1280, height: 800 };

export interface Console extends AsyncDisposable {
	readonly context: BrowserContext;
	readonly page: Page;
	/** A page, with nothing of what was done on others but who is signed in; given back at the end. */
	readonly newPage: () => Promise<Page & AsyncDisposable>;
	/** What must never happen: dialogs, errors of scripts, violations of the content security policy. */
	readonly trouble: string[];
}

/** A browser of its own, with a profile of its own. */
export async function openConsole(url: string, options: BrowserContextOptions = {}): Promise<Console> {
	const profile = mkdtempSync(join(tmpdir(), "certus-browser-"));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: CHROMIUM,
		args: ARGUMENTS,
		viewport: VIEWPORT,
		baseURL: url,
		...options,
	});
	context.setDefaultTimeout(ACTION_MS);
	const trouble: string[] = [];
	await context.exposeFunction("reportViolation", (text: string) => void trouble.push(text));
	await context.addInitScript(() => {
		document.addEventListener("securitypolicyviolation", (event) => {
			const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
			reportViolation(`policy: ${event.violatedDirective} ${event.blockedURI}`);
		});
	});
	const watch = (page: Page): void => {
		page.on("dialog", (dialog) => {
			trouble.push(`dialog: ${dialog.message()}`);
			void dialog.dismiss();
		});
		page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
	};
	context.on("page", watch);
	const page = context.pages()[0];
	if (page) watch(page);
	const spare: Page[] = [];
	// A tab takes the browser longer to make than to empty.
	const giveBack = async (used: Page): Promise<void> => {
		if (used.isClosed()) return;
		await used.unrouteAll();
		await used.goto("about:blank");
		await used.emulateMedia({ colorScheme: null });
		await used.setViewportSize(VIEWPORT);
		spare.push(used);
	};
	return {
		context,
		newPage: async () => {
			const made = spare.pop() ?? (await context.newPage());
			// What lies behind another tab is not drawn.
			await made.bringToFront();
			return Object.assign(made, { [Symbol.asyncDispose]: () => giveBack(made) });
		},
		page: page ?? (await context.newPage()),
		trouble,
		async [Symbol.asyncDispose]() {
			await context.close();
			rmSync(profile, { recursive: true, force: true });
		},
	};
}

/** By hand, as a person does. */
export async function signIn(page: Page, token: string): Promise<void> {
	const field = page.getByRole("textbox", { name: "API token" });
	const other = page.getByRole("button", { name: "Use an API token" });
	await field.or(other).waitFor();
	if (await other.isVisible()) await other.click();
	await field.fill(token);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("navigation", { name: "Main" }).waitFor();
}

/** Builds the console where nothing has built it yet; `npm test` has. */
export async function builtConsole(): Promise<void> {
	const root = fileURLToPath(new URL("../..", import.meta.url));
	if (existsSync(join(root, "dist/web/index.html"))) return;
	const argv = ["node_modules/vite/bin/vite.js", "build", "--config", "web/vite.config.ts", "--logLevel", "error"];
	// With the NODE_ENV of tests it would be made for development, which is another console.
	const env = { ...process.env, NODE_ENV: "production" };
	await promisify(execFile)(process.execPath, argv, { cwd: root, env });
}

/** The least contrast of the texts in sight against what lies behind them (WCAG 2.2, 1.4.3). */
export function leastContrast(page: Page, selector: string): Promise<{ ratio: number; text: string }> {
	return page.evaluate((wanted) => {
		const parse = (colour: string) => {
			const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
			if (!canvas) throw new Error("no canvas");
			canvas.fillStyle = colour;
			canvas.fillRect(0, 0, 1, 1);
			const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
			return { rgb: [r, g, b], alpha: a / 255 };
		};
		const luminance = (rgb: number[]) => {
			const [r = 0, g = 0, b = 0] = rgb.map((part) => {
				const share = part / 255;
				return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
			});
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const behind = (element: Element | null): number[] => {
			for (let at = element; at; at = at.parentElement) {
				const { rgb, alpha } = parse(getComputedStyle(at).backgroundColor);
				if (alpha > 0.99) return rgb;
			}
			return [255, 255, 255];
		};
		let least = { ratio: 21, text: "" };
		for (const element of document.querySelectorAll(wanted)) {
			const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent);
			if (text.join("").trim() === "" || element.getClientRects().length === 0) continue;
			const [a, b] = [luminance(parse(getComputedStyle(element).color).rgb), luminance(behind(element))];
			const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
			if (ratio < least.ratio) least = { ratio, text: text.join("") };
		}
		return least;
	}, selector);
}

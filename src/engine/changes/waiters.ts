/** Those who wait for something of a name to come about, each for a while. */
export function createWaiters() {
	const waiting = new Map<string, (() => void)[]>();
	return {
		/** Resolves once it has come about, or the time is over. */
		async wait(name: string, timeoutMs: number): Promise<void> {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, timeoutMs);
				const tell = () => {
					clearTimeout(timer);
					resolve();
				};
				waiting.set(name, [...(waiting.get(name) ?? []), tell]);
			});
		},
		settle(name: string): void {
			for (const tell of waiting.get(name) ?? []) tell();
			waiting.delete(name);
		},
	};
}

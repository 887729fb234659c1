/** For a program that must do without anything of this machine's own Certus. */
export function bareEnvironment(): NodeJS.ProcessEnv {
	const { PATH, NODE_COMPILE_CACHE } = process.env;
	return { PATH, NODE_COMPILE_CACHE };
}

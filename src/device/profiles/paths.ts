/** Paths with `{i}` for instances: `Device.WiFi.AccessPoint.{i}.AssociatedDevice.{i}.` */

const INSTANCE = "{i}.";

/** The table that a row stands in; `null` for an object of which there is one. */
export function tableOf(row: string): string | null {
	return row.endsWith(`.${INSTANCE}`) ? row.slice(0, -INSTANCE.length) : null;
}

/** The object that holds a path: `Device.Hosts.` for `Device.Hosts.Host.`. */
export function parentOf(path: string): string {
	return path.slice(0, path.lastIndexOf(".", path.length - 2) + 1);
}

/** The partial path that holds every instance of a template, for a read that knows none of them. */
export function fixedPartOf(template: string): string {
	const at = template.indexOf(INSTANCE);
	return at < 0 ? template : template.slice(0, at);
}

/** Recognises the template at the beginning of a path: the first group is the object, with its instances. */
export function expressionOf(template: string): RegExp {
	const escaped = template.replace(/[.+?^$()|[\]\\]/g, "\\$&").replaceAll("{i}", "(?:\\d+|\\[[^\\]]*\\])");
	return new RegExp(`^(${escaped})`);
}

/** The last instance number of a row's path; `null` where it is an alias or none. */
export function instanceOf(row: string): number | null {
	const [, number] = /\.(\d+)\.$/.exec(row) ?? [];
	return number === undefined ? null : Number(number);
}

/** Paths without those that another one of them holds. */
export function outermost(paths: readonly string[]): string[] {
	const unique = [...new Set(paths)];
	return unique.filter(
		(path) => !unique.some((other) => other !== path && other.endsWith(".") && path.startsWith(other)),
	);
}

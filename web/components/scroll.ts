/** For the `ref` of what a link's hash names: it comes with a list that is loaded later than the page. */
export function scrollIntoSight(element: HTMLElement | null): void {
	element?.scrollIntoView({ block: "center" });
}

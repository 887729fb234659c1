import { type ReactNode, useEffect, useRef } from "react";

interface Props {
	readonly title: string;
	/** What stands in the heading, where it is more than the title. */
	readonly heading?: ReactNode;
	readonly note?: ReactNode;
	readonly actions?: ReactNode;
	readonly children: ReactNode;
}

let isFirstPage = true;

export function Page({ title, heading, note, actions, children }: Props) {
	const headingRef = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		document.title = `${title} · Certus`;
	}, [title]);
	useEffect(() => {
		// After a navigation the reader continues at the new page's heading, not at the link that is gone.
		if (!isFirstPage && window.location.hash === "") headingRef.current?.focus({ preventScroll: true });
		isFirstPage = false;
	}, []);
	return (
		<>
			<div className="page-head">
				<div className="page-title">
					<h1 ref={headingRef} tabIndex={-1}>
						{heading ?? title}
					</h1>
					{note && <div className="page-note">{note}</div>}
				</div>
				{actions && <div className="page-actions">{actions}</div>}
			</div>
			{children}
		</>
	);
}

interface SectionProps {
	readonly title: string;
	readonly aside?: ReactNode;
	readonly id?: string;
	readonly children: ReactNode;
}

export function Section({ title, aside, id, children }: SectionProps) {
	return (
		<section className="section" aria-label={title} id={id}>
			<div className="section-head">
				<h2>{title}</h2>
				{aside}
			</div>
			{children}
		</section>
	);
}

import type { ReactNode } from "react";
import type { Tone } from "./vocabulary.ts";

function Svg({ children, size = 14 }: { readonly children: ReactNode; readonly size?: number }) {
	return (
		<svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false" className="icon">
			{children}
		</svg>
	);
}

const line = {
	fill: "none",
	stroke: "currentColor",
	strokeWidth: 1.8,
	strokeLinecap: "round",
	strokeLinejoin: "round",
} as const;
const cut = { ...line, stroke: "var(--mark-cut)" };

/** A shape of its own for each tone: disc, triangle, octagon, dashed ring, arc. Legible without colour. */
export function ToneMark({ tone }: { readonly tone: Tone }) {
	switch (tone) {
		case "green":
			return (
				<Svg>
					<circle cx="8" cy="8" r="7" fill="currentColor" />
					<path d="M4.8 8.3l2.2 2.2 4.3-4.7" {...cut} />
				</Svg>
			);
		case "yellow":
			return (
				<Svg>
					<path d="M8 1.2L15.4 14.4H.6z" fill="currentColor" />
					<path d="M8 6v3.6M8 12.1v.1" {...cut} />
				</Svg>
			);
		case "red":
			return (
				<Svg>
					<path d="M5 .9h6L15.1 5v6L11 15.1H5L.9 11V5z" fill="currentColor" />
					<path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" {...cut} />
				</Svg>
			);
		case "unproven":
			return (
				<Svg>
					<circle cx="8" cy="8" r="6.2" {...line} strokeWidth={1.6} strokeDasharray="2.4 2.5" />
				</Svg>
			);
		case "busy":
			return (
				<Svg>
					<circle cx="8" cy="8" r="6.2" {...line} strokeWidth={1.6} opacity={0.3} />
					<path d="M8 1.8a6.2 6.2 0 0 1 6.2 6.2" {...line} className="spin" />
				</Svg>
			);
	}
}

export function Chevron({ isOpen }: { readonly isOpen: boolean }) {
	return (
		<Svg size={12}>
			<path d={isOpen ? "M3 6l5 5 5-5" : "M6 3l5 5-5 5"} {...line} />
		</Svg>
	);
}

export function Brand() {
	return (
		<svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" focusable="false" className="icon">
			<rect width="32" height="32" rx="7" className="brand-plate" />
			<path
				d="M8 16.5l5.5 5.5L24 10.5"
				fill="none"
				stroke="#fff"
				strokeWidth="3.6"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</svg>
	);
}

export function Sun() {
	return (
		<Svg size={16}>
			<circle cx="8" cy="8" r="3" {...line} strokeWidth={1.5} />
			<path
				d="M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13"
				{...line}
				strokeWidth={1.5}
			/>
		</Svg>
	);
}

export function Moon() {
	return (
		<Svg size={16}>
			<path d="M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z" {...line} strokeWidth={1.5} />
		</Svg>
	);
}

export function Person() {
	return (
		<Svg size={16}>
			<circle cx="8" cy="5" r="2.8" {...line} strokeWidth={1.5} />
			<path d="M2.5 14a5.5 5.5 0 0 1 11 0" {...line} strokeWidth={1.5} />
		</Svg>
	);
}

export function Arrow({ direction }: { readonly direction: "fromDevice" | "toDevice" }) {
	return (
		<Svg>
			<path d={direction === "fromDevice" ? "M13 8H3M7 4L3 8l4 4" : "M3 8h10M9 4l4 4-4 4"} {...line} />
		</Svg>
	);
}

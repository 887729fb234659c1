import { Alert, Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api/client.ts";
import { InertText } from "./InertText.tsx";
import { OtherTenants } from "./OtherTenants.tsx";

interface Props<Data> {
	readonly query: Pick<UseQueryResult<Data>, "data" | "error" | "refetch" | "isFetching">;
	/** How many grey lines stand in while it loads. */
	readonly lines?: number;
	readonly children: (data: Data) => ReactNode;
}

/** Loading, failed or there. Data that is there stays on the screen when a later refresh fails. */
export function Loaded<Data>({ query, lines = 6, children }: Props<Data>) {
	if (query.data !== undefined) {
		return (
			<>
				{query.error && <Failure error={query.error} title="Could not refresh" onRetry={() => void query.refetch()} />}
				{children(query.data)}
			</>
		);
	}
	if (query.error) {
		return <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />;
	}
	return <Waiting lines={lines} />;
}

export function Waiting({ lines = 6 }: { readonly lines?: number }) {
	return (
		<div role="status" aria-label="Loading" className="waiting">
			{Array.from({ length: lines }, (_, index) => (
				<Skeleton key={index} height={14} width={`${96 - ((index * 17) % 40)}%`} />
			))}
		</div>
	);
}

interface FailureProps {
	readonly error: Error;
	readonly title?: string;
	readonly onRetry?: () => void;
	readonly isRetrying?: boolean;
	/** What to do about it, where there is something. */
	readonly children?: ReactNode;
}

export function Failure({ error, title, onRetry, isRetrying = false, children }: FailureProps) {
	const isMissing = error instanceof ApiError && error.status === 404;
	return (
		<Alert color="red" variant="light" role="alert" className="failure" title={title ?? titleOf(error)}>
			<p>{asSentence(error.message)}</p>
			{error instanceof ApiError && error.errors.length > 0 && (
				<ul className="plain-list">
					{error.errors.map(({ pointer, detail }) => (
						<li key={`${pointer} ${detail}`}>
							<code>{pointer}</code> <InertText text={detail} />
						</li>
					))}
				</ul>
			)}
			{children}
			{isMissing && <OtherTenants lead="Or is it another tenant's?" />}
			{onRetry && !isMissing && (
				<Button variant="default" onClick={onRetry} loading={isRetrying}>
					Try again
				</Button>
			)}
		</Alert>
	);
}

/** The API's details are clauses: "there is no device with this id". */
export function asSentence(text: string): string {
	const sentence = text.charAt(0).toUpperCase() + text.slice(1);
	return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

function titleOf(error: Error): string {
	return error instanceof ApiError ? error.title : "Something went wrong";
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
	return (
		<div className="empty">
			<p className="empty-title">{title}</p>
			{children && <div className="empty-text">{children}</div>}
		</div>
	);
}

/** What the pure rooms are handed instead of reading it themselves. */
export type Clock = () => Date;

export interface Random {
	uuid(): string;
	/** Letters and digits only, uniformly drawn. */
	alphanumeric(length: number): string;
	bytes(length: number): Uint8Array;
}

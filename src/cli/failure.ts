/** An end of the program that its user can act on: one line on stderr, and the exit code (2: a wrong flag or file). */
export class Failure extends Error {
	readonly exitCode: number;

	constructor(message: string, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** A wrong flag or file, so that the user has to call again differently: exit code 2. */
export function misuse(message: string): Failure {
	return new Failure(message, 2);
}

/** The sentence of whatever was thrown; with its cause, where Node's fetch hides the real reason. */
export function messageOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause instanceof Error ? error.cause : undefined;
	// A refused connection to a name with two addresses is an AggregateError without a message of its own.
	const reason = cause && (cause.message || ("code" in cause ? String(cause.code) : ""));
	return reason ? `${error.message} (${reason})` : error.message;
}

/** Runs a command line program: its result is the exit code, a Failure one line on stderr, anything else a stack. */
export async function run(program: string, main: () => Promise<number>): Promise<void> {
	try {
		process.exitCode = await main();
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		process.stderr.write(`${program}: ${error.message}\n`);
		process.exitCode = error.exitCode;
	}
}

import type { Reporter, TestModule } from "vitest/node";

/** Says at the end how much was asked, and how it was answered. */
export default class FiguresReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const figures = modules
			.flatMap((module) => [...module.children.allTests()])
			.flatMap((test) => test.meta().hostile ?? []);
		const statuses = new Map<string, number>();
		for (const counts of figures.map(({ statuses }) => statuses))
			for (const [status, count] of Object.entries(counts)) statuses.set(status, (statuses.get(status) ?? 0) + count);
		const requests = figures.reduce((sum, figure) => sum + figure.requests, 0);
		const failed = [...statuses].reduce((sum, [status, count]) => sum + (Number(status) >= 500 ? count : 0), 0);
		const each = [...statuses].sort(([one], [other]) => Number(one) - Number(other));
		console.log(
			`${figures.length} operations, ${requests} requests, ${statuses.size} distinct status codes ` +
				`(${each.map(([status, count]) => `${status}: ${count}`).join(", ")}), 5xx ${failed}; HOSTILE_SEED=${figures[0]?.seed}`,
		);
	}
}

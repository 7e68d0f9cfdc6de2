import { MOST_BOOKINGS } from "../../appointments/schema.ts";
import { adminPage } from "../admin/frame.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { assignPages } from "./assign.tsx";
import { MOST_CHOSEN } from "./chosen.ts";
import { reportPages } from "./reports.tsx";
import { schedulePages } from "./schedule.tsx";

const words = texts.bulk;

const KINDS = [
	["/admin/bulk/assign", words.assign, MOST_CHOSEN],
	["/admin/bulk/schedule", words.schedule, MOST_BOOKINGS],
	["/admin/bulk/reports", words.reports, MOST_CHOSEN],
] as const;

/** What can be done to many at once. The administration mounts it. */
export const bulkPages = newPages();

bulkPages.get("/admin/bulk", (c) =>
	adminPage(c, {
		title: words.title,
		lead: words.lead,
		children: (
			<div class="grid">
				{KINDS.map(([path, { title, lead }, most]) => (
					<section class="card">
						<h2>
							<a href={path}>{title}</a>
						</h2>
						<p>{fill(lead, { most })}</p>
					</section>
				))}
			</div>
		),
	}),
);
bulkPages.route("/", assignPages);
bulkPages.route("/", schedulePages);
bulkPages.route("/", reportPages);

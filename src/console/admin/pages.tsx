import { bulkPages } from "../bulk/pages.tsx";
import { newPages } from "../router.ts";
import { requireRight } from "../session/visit.ts";
import { appointmentListPages } from "./appointments.tsx";
import { auditPages } from "./audit.tsx";
import { deadLetterPages } from "./dead-letters.tsx";
import { deletedPages } from "./deleted.tsx";
import { deliveryPages } from "./deliveries.tsx";
import { doctorPages } from "./doctor.tsx";
import { doctorListPages } from "./doctors.tsx";
import { mappingPages } from "./mappings.tsx";
import { overviewPages } from "./overview.tsx";
import { userPages } from "./user.tsx";
import { userListPages } from "./users.tsx";
import { webhookPages } from "./webhook.tsx";
import { webhookListPages } from "./webhooks.tsx";

/** The administration: for admins alone. */
export const adminPages = newPages();

adminPages.use("/admin/*", requireRight("users.manage"));
adminPages.route("/", overviewPages);
adminPages.route("/", userListPages);
adminPages.route("/", userPages);
adminPages.route("/", doctorListPages);
adminPages.route("/", doctorPages);
adminPages.route("/", mappingPages);
adminPages.route("/", appointmentListPages);
adminPages.route("/", bulkPages);
adminPages.route("/", webhookListPages);
adminPages.route("/", webhookPages);
adminPages.route("/", deliveryPages);
adminPages.route("/", deadLetterPages);
adminPages.route("/", auditPages);
adminPages.route("/", deletedPages);

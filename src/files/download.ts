import { contentDisposition } from "./disposition.ts";
import type { openFile } from "./service.ts";

/** The bytes of a file. Images of people are for pages to show; whatever else a browser might open, it saves. */
export function fileResponse({ file, stored }: Awaited<ReturnType<typeof openFile>>): Response {
	const shown = file.kind === "profile_image" ? "inline" : "attachment";
	return new Response(stored.body, {
		headers: {
			"Content-Type": file.contentType,
			"Content-Length": String(stored.size),
			"Content-Disposition": contentDisposition(shown, file.name),
			"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options": "nosniff",
			ETag: stored.httpEtag,
		},
	});
}

import { newPages } from "../router.ts";
import { signInAt } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { fill, texts } from "../texts.ts";

const words = texts.api_page;

/** Swagger UI's own files, which are static assets. */
const FILES = ["swagger-ui.css", "swagger-ui-bundle.js"] as const;

/** The API's document, shown by Swagger UI from our own origin, with calls that one can try out. */
export const apiPages = newPages();

apiPages.get("/api-docs", (c) => {
	const visitor = c.get("visitor");
	return page(c, {
		title: words.title,
		wide: true,
		scripts: ["api-page.client.js"],
		styles: ["api-page.css"],
		children: (
			<>
				<div class="page-head">
					<h1>{words.title}</h1>
					<a href="/openapi.json">{words.document}</a>
				</div>
				<p class="lead">{visitor ? fill(words.signed_in, { name: visitor.name }) : words.stranger}</p>
				{!visitor && (
					<p>
						<a class="button" href={signInAt(c.req.path)}>
							{texts.sign_in.title}
						</a>
					</p>
				)}
				<noscript>
					<p class="notice">{words.without_script}</p>
				</noscript>
				<link rel="stylesheet" href="/api-docs/swagger-ui.css" />
				<div id="api" class="api" data-signed-in={visitor ? "true" : undefined} />
				<script src="/api-docs/swagger-ui-bundle.js" />
			</>
		),
	});
});

for (const file of FILES) {
	apiPages.get(`/api-docs/${file}`, async (c) => {
		const asset = await c.env.ASSETS.fetch(new URL(`/${file}`, c.req.url), { headers: c.req.raw.headers });
		return new Response(asset.body, asset);
	});
}

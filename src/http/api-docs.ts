import { html } from "hono/html";
import { newRouter } from "./app-env.ts";
import { pageHeaders } from "./security-headers.ts";

/** Swagger UI from our own origin; the bundled files are static assets. */
export const apiDocsRoutes = newRouter();

const page = html`<!doctype html>
<html lang="en">
	<head>
		<meta charset="utf-8">
		<meta name="viewport" content="width=device-width, initial-scale=1">
		<title>Edgeward API</title>
		<link rel="stylesheet" href="/api-docs/swagger-ui.css">
		<link rel="icon" href="/api-docs/favicon-32x32.png">
	</head>
	<body>
		<div id="api"></div>
		<script src="/api-docs/swagger-ui-bundle.js"></script>
		<script src="/api-docs/start.js"></script>
	</body>
</html>`;

const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, docExpansion: "list" });\n`;

const ASSETS = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

// Swagger UI sets styles from its script, and draws with data: images.
const contentSecurityPolicy = {
	defaultSrc: ["'self'"],
	styleSrc: ["'self'", "'unsafe-inline'"],
	imgSrc: ["'self'", "data:"],
	frameAncestors: ["'none'"],
};

apiDocsRoutes.get("/api-docs", pageHeaders(contentSecurityPolicy), (c) => c.html(page));
apiDocsRoutes.get("/api-docs/start.js", (c) => c.body(START, 200, { "Content-Type": "text/javascript" }));
for (const file of ASSETS) {
	apiDocsRoutes.get(`/api-docs/${file}`, async (c) => {
		const asset = await c.env.ASSETS.fetch(new URL(`/${file}`, c.req.url));
		return new Response(asset.body, asset);
	});
}

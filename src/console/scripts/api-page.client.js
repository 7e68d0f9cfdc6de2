// The API page: Swagger UI, whose calls go out in the name of who is signed in.

/** @type {{ SwaggerUIBundle: (options: object) => void }} */
const { SwaggerUIBundle } = /** @type {any} */ (window); // a classic script of another's, which comes first

const box = document.querySelector("#api");
const isSignedIn = box instanceof HTMLElement && box.dataset.signedIn === "true";

/** The one that we get was not made for us: it is good for another minute at least. */
const TOKEN_MS = 50_000;

/** @type {{ access: string, until: number } | undefined} */
let token;

/** An access token of the visitor's session; undefined where it has ended. */
async function accessToken() {
	if (token && token.until > Date.now()) return token.access;
	const answer = await fetch("/session/token", { method: "POST", redirect: "manual" });
	if (!answer.ok) return undefined;
	token = { access: (await answer.json()).access, until: Date.now() + TOKEN_MS };
	return token.access;
}

/**
 * Whoever typed a token of their own into "Authorize" is asked for no other.
 * @param {{ url: string, headers: Record<string, string> }} request
 */
async function signedIn(request) {
	const { origin, pathname } = new URL(request.url, location.href);
	const isOurs = origin === location.origin && pathname.startsWith("/api/");
	if (!isSignedIn || !isOurs || request.headers.Authorization) return request;
	const access = await accessToken();
	if (access) request.headers.Authorization = `Bearer ${access}`;
	return request;
}

/**
 * @typedef {(type: unknown, props: object, child?: string) => unknown} CreateElement
 * @typedef {{ info(): { get(name: string): string } }} Spec
 */

/**
 * What the page says already is left out, and so are links within buttons: two things in one to a keyboard.
 * @param {{ React: { createElement: CreateElement } }} system
 */
const ourParts = ({ React: { createElement } }) => ({
	components: {
		/** @param {{ className: string, text: string }} props */
		DeepLink: ({ className, text }) => createElement("span", { className }, text),
		/** @param {{ specSelectors: Spec, getComponent: (name: string, isContainer: boolean) => unknown }} props */
		InfoContainer: ({ specSelectors, getComponent }) =>
			createElement(getComponent("Markdown", true), { source: specSelectors.info().get("description") }),
	},
});

/**
 * What Swagger UI leaves out for who uses a keyboard or hears the page.
 * @param {HTMLElement} root
 */
function mend(root) {
	for (const list of root.querySelectorAll("select:not([aria-label])")) {
		const parameter = list.closest("tr")?.dataset.paramName;
		list.setAttribute("aria-label", parameter ?? (list.id || "type"));
	}
	for (const code of root.querySelectorAll("pre.microlight:not([tabindex])")) code.setAttribute("tabindex", "0");
	// The page has a main part already.
	root.querySelector("main:not([role])")?.setAttribute("role", "group");
}

if (box instanceof HTMLElement) {
	const mending = new MutationObserver(() => mend(box));
	mending.observe(box, { childList: true, subtree: true });
}

SwaggerUIBundle({
	url: "/openapi.json",
	domNode: box,
	deepLinking: true,
	docExpansion: "none",
	filter: true,
	defaultModelsExpandDepth: 0,
	plugins: [ourParts],
	requestInterceptor: signedIn,
});

const scheme = matchMedia("(prefers-color-scheme: dark)");
const followScheme = () => document.documentElement.classList.toggle("dark-mode", scheme.matches);
scheme.addEventListener("change", followScheme);
followScheme();

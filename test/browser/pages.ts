import type { Scene } from "./support/scene.ts";

/** Who looks at a page: of the demo ward by username, or a stranger. */
export type Reader = "miriam" | "jonas" | "ada" | "greta" | "stranger";

export interface PageCase {
	reader: Reader;
	/** What its screenshots are called. */
	name: string;
	path: (scene: Scene) => string;
	/** What is there once its script has drawn it. */
	drawn?: string;
}

const at = (reader: Reader, name: string, path: string | PageCase["path"], drawn?: string): PageCase => ({
	reader,
	name,
	path: typeof path === "string" ? () => path : path,
	...(drawn && { drawn }),
});

/** Every page of the console, as somebody sees it whose page it is. */
export const PAGES: readonly PageCase[] = [
	at("stranger", "sign-in", "/"),
	at("stranger", "api", "/api-docs/", ".opblock-tag"),
	at("ada", "api-signed-in", "/api-docs/", ".opblock-tag"),
	at("jonas", "ward", "/ward"),
	at("miriam", "ward-doctor", "/ward"),
	at("jonas", "ward-silent", "/ward?standing=silent"),
	at("miriam", "inbox", "/inbox"),
	at("jonas", "not-found", "/patients/999999"),
];

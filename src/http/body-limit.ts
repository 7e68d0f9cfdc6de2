import { bodyLimit } from "hono/body-limit";
import { MOST_BYTES } from "../heart-rate/body.ts";
import { problem } from "./problem.ts";

/** How large a request may be that brings no files. */
export const limited = bodyLimit({
	maxSize: MOST_BYTES,
	onError: () => {
		throw problem("too_large", { detail: "A request holds at most 1 MiB." });
	},
});

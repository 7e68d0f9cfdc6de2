import { createHash } from "node:crypto";

/** SHA-256 as base64url: how secrets of 256 bits are stored, which nobody can guess and so need no slow hash. */
export const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

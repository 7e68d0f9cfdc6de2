/**
 * In the Worker this is what pdf-lib finds in place of its fourteen fonts (see `alias` in wrangler.toml), which no document
 * of ours uses: embedding one of them fails.
 */
export const FontNames = {};
export const Font = {};
export const Encodings = {};

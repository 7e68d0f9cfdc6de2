/**
 * In the Worker this is what pdf-lib finds in place of its reader of PNGs (see `alias` in wrangler.toml), which no document
 * of ours embeds: embedding one fails.
 */
export default {};

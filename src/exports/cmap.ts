/** Code point → glyph, of a font's `cmap`, from its best subtable for Unicode. Throws where it has none. Pure. */
export function lettersOf(cmap: DataView): Map<number, number> {
	const subtables = Array.from({ length: cmap.getUint16(2) }, (_, index) => {
		const at = 4 + index * 8;
		return { platform: cmap.getUint16(at), offset: cmap.getUint32(at + 4) };
	}).filter(({ platform }) => platform === 0 || platform === 3);
	const formatted = (format: number) => subtables.find(({ offset }) => cmap.getUint16(offset) === format);
	const [groups, segments] = [formatted(12), formatted(4)];
	if (groups) return fromGroups(cmap, groups.offset);
	if (segments) return fromSegments(cmap, segments.offset);
	throw new Error("the font maps no letters of Unicode");
}

/** Format 12: runs of code points beside runs of glyphs. */
function fromGroups(cmap: DataView, start: number): Map<number, number> {
	const letters = new Map<number, number>();
	for (let index = 0; index < cmap.getUint32(start + 12); index++) {
		const at = start + 16 + index * 12;
		const [first, last, glyph] = [cmap.getUint32(at), cmap.getUint32(at + 4), cmap.getUint32(at + 8)];
		for (let code = first; code <= last; code++) letters.set(code, glyph + code - first);
	}
	return letters;
}

/** Format 4: runs with a distance to their glyphs, or with a list of them. */
function fromSegments(cmap: DataView, start: number): Map<number, number> {
	const letters = new Map<number, number>();
	const size = cmap.getUint16(start + 6);
	for (let index = 0; index < size; index += 2) {
		const last = cmap.getUint16(start + 14 + index);
		const first = cmap.getUint16(start + 16 + size + index);
		const delta = cmap.getUint16(start + 16 + size * 2 + index);
		const rangeAt = start + 16 + size * 3 + index;
		const range = cmap.getUint16(rangeAt);
		for (let code = first; code <= last && code !== 0xffff; code++) {
			const listed = range === 0 ? code : cmap.getUint16(rangeAt + range + (code - first) * 2);
			const glyph = listed === 0 && range !== 0 ? 0 : (listed + delta) & 0xffff;
			if (glyph !== 0) letters.set(code, glyph);
		}
	}
	return letters;
}

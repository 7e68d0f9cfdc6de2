import cyrillic from "@fontsource/noto-sans/files/noto-sans-cyrillic-400-normal.woff";
import cyrillicBold from "@fontsource/noto-sans/files/noto-sans-cyrillic-700-normal.woff";
import cyrillicMore from "@fontsource/noto-sans/files/noto-sans-cyrillic-ext-400-normal.woff";
import greek from "@fontsource/noto-sans/files/noto-sans-greek-400-normal.woff";
import greekBold from "@fontsource/noto-sans/files/noto-sans-greek-700-normal.woff";
import greekMore from "@fontsource/noto-sans/files/noto-sans-greek-ext-400-normal.woff";
import latin from "@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff";
import latinBold from "@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff";
import latinMore from "@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff";
import vietnamese from "@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff";
import type { Face, Faces } from "./lettering.ts";
import { TrueType } from "./truetype.ts";
import { tablesOf } from "./woff.ts";

/** A face that is read when a letter is first looked for in it: most documents need one or two. */
function faceOf(name: string, file: ArrayBuffer, isBold = false): Face {
	let font: TrueType | undefined;
	return {
		name,
		isBold,
		get font() {
			font ??= new TrueType(tablesOf(file));
			return font;
		},
	};
}

const REGULAR: readonly Face[] = [
	faceOf("NotoSans-Latin", latin),
	faceOf("NotoSans-LatinExt", latinMore),
	faceOf("NotoSans-Cyrillic", cyrillic),
	faceOf("NotoSans-Greek", greek),
	faceOf("NotoSans-CyrillicExt", cyrillicMore),
	faceOf("NotoSans-GreekExt", greekMore),
	faceOf("NotoSans-Vietnamese", vietnamese),
];

const BOLD: readonly Face[] = [
	faceOf("NotoSans-Latin-Bold", latinBold, true),
	faceOf("NotoSans-Cyrillic-Bold", cyrillicBold, true),
	faceOf("NotoSans-Greek-Bold", greekBold, true),
];

/** In the order in which a letter is looked for. The rarer bold letters are regular ones with a thicker line. */
export const FACES: Faces = { regular: REGULAR, bold: [...BOLD, ...REGULAR] };

import { PDFDocument, PDFHexString, PDFName, type PDFRef } from "pdf-lib";
import { EmbeddedFace } from "./embedding.ts";
import { type Face, Lettering } from "./lettering.ts";
import { Page } from "./page.ts";
import { FACES } from "./typefaces.ts";

/** A4, in points. */
const [SHORT, LONG] = [595.28, 841.89];

export interface About {
	title: string;
	/** Who had it made. */
	author: string;
	now: Date;
}

/** One for all documents: what it has looked up once, it knows. */
const lettering = new Lettering(FACES);

/** A PDF in the making. */
export class Document {
	readonly lettering = lettering;
	readonly pages: Page[] = [];
	private readonly pdf: PDFDocument;
	private readonly faces = new Map<Face, EmbeddedFace>();
	private readonly chapters: { title: string; page: PDFRef }[] = [];

	private constructor(pdf: PDFDocument) {
		this.pdf = pdf;
	}

	static async create({ title, author, now }: About): Promise<Document> {
		const pdf = await PDFDocument.create({ updateMetadata: false });
		pdf.setTitle(title, { showInWindowTitleBar: true });
		pdf.setAuthor(author);
		pdf.setCreator("Edgeward");
		pdf.setProducer("Edgeward");
		pdf.setCreationDate(now);
		pdf.setModificationDate(now);
		pdf.setLanguage("en");
		return new Document(pdf);
	}

	/** Whether a box stands for a letter somewhere. */
	get hasBoxes(): boolean {
		return [...this.faces.values()].some((face) => face.hasBoxes);
	}

	/** An empty page at the end. */
	newPage(isLandscape: boolean): Page {
		const sheet = this.pdf.addPage(isLandscape ? [LONG, SHORT] : [SHORT, LONG]);
		const page = new Page(sheet, this.lettering, (face) => this.embedded(face));
		this.pages.push(page);
		return page;
	}

	/** Lists the last page as the beginning of a chapter, beside the pages. */
	beginChapter(title: string): void {
		const page = this.pdf.getPages().at(-1);
		if (page) this.chapters.push({ title, page: page.ref });
	}

	/** The file: nothing can be drawn any more. */
	async save(): Promise<Uint8Array<ArrayBuffer>> {
		for (const page of this.pages) page.finish();
		for (const face of this.faces.values()) face.embed();
		this.listChapters();
		const bytes = await this.pdf.save({
			...{ addDefaultPage: false, updateFieldAppearances: false },
			// It would wait for a timer again and again.
			objectsPerTick: Number.POSITIVE_INFINITY,
		});
		// The cast: the library makes it of an array of its own, which nobody shares.
		return bytes as Uint8Array<ArrayBuffer>;
	}

	private embedded(face: Face): EmbeddedFace {
		const known = this.faces.get(face);
		if (known) return known;
		const embedded = new EmbeddedFace(this.pdf.context, face);
		this.faces.set(face, embedded);
		return embedded;
	}

	private listChapters(): void {
		const { context, catalog } = this.pdf;
		const refs = this.chapters.map(() => context.nextRef());
		const [first, last] = [refs[0], refs.at(-1)];
		if (!first || !last) return;
		const outline = context.register(
			context.obj({ Type: "Outlines", First: first, Last: last, Count: this.chapters.length }),
		);
		for (const [index, { title, page }] of this.chapters.entries()) {
			const [ref, previous, next] = [refs[index], refs[index - 1], refs[index + 1]];
			const links = { ...(previous && { Prev: previous }), ...(next && { Next: next }) };
			const entry = { Title: PDFHexString.fromText(title), Parent: outline, Dest: [page, "Fit"], ...links };
			if (ref) context.assign(ref, context.obj(entry));
		}
		catalog.set(PDFName.of("Outlines"), outline);
	}
}

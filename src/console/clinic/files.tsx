import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { fileResponse } from "../../files/download.ts";
import { deleteFile } from "../../files/erasing.ts";
import { uploads } from "../../files/form.ts";
import { fileSchema, type ListFilesQuery, listFilesQuery, patientUpload } from "../../files/schema.ts";
import { listPatientFiles, openFile, visibleFile } from "../../files/service.ts";
import { storePatientFile } from "../../files/storing.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { goOn, submit } from "../forms.ts";
import { download, listed } from "../lists.tsx";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, recognize, requireRight, requireVisitor } from "../session/visit.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { FileView } from "./file-view.tsx";
import { numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

/** The files of a patient. */
export const filePages = newPages();
const files = `${PATIENT}/files` as const;
const file = `${files}/:file{[0-9]+}` as const;

/** Where forms may be larger than elsewhere. */
export const UPLOAD_PATH = "/patients/:id/files";

/** Answers the files, with a refused upload as far as a browser can send it again. */
async function filesPage(c: Context<ConsoleEnv>, visit: Visit, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const find = (query: ListFilesQuery) => listPatientFiles(visit.context, visit.patient.id, query);
	const children = <FileView visit={visit} files={await listed(c, listFilesQuery, find)} state={state} />;
	return patientPage(c, visit, { tab: "files", children }, status);
}

filePages.get(files, async (c) => {
	const visit = await visitTo(c);
	const find = (query: ListFilesQuery) => listPatientFiles(visit.context, visit.patient.id, query);
	const list = await download(c, listFilesQuery, { item: fileSchema, file: "files" }, find);
	return list ?? filesPage(c, visit);
});

filePages.post(
	files,
	requireRight("files.write"),
	...uploads<ConsoleEnv>(["file"], async (c, { details }) =>
		filesPage(c, await visitTo(c), { ...EMPTY_FORM, errors: details.errors ?? {} }, 413),
	),
	async (c) => {
		const visit = await visitTo(c);
		const sent = await c.req.parseBody();
		return submit(
			{ kind: String(sent.kind ?? "") },
			async () => {
				const { file, kind = "document" } = checked(patientUpload, sent);
				await storePatientFile(visit.context, visit.patient.id, { field: "file", file, kind });
				return goOn(c, `${visit.path}/files`, "uploaded");
			},
			(state, status) => filesPage(c, visit, state, status),
		);
	},
);

/** The number of the file that an address names. Throws `not_found` for another patient's. */
async function fileIn(c: Context<ConsoleEnv>): Promise<number> {
	const { file } = await visibleFile(serviceContext(c), numberIn(c, "file"));
	if (file.patientId !== numberIn(c, "id")) throw problem("not_found");
	return file.id;
}

filePages.post(`${file}/remove`, requireRight("files.write"), async (c) => {
	await deleteFile(serviceContext(c), await fileIn(c));
	return goOn(c, `/patients/${numberIn(c, "id")}/files`, "removed");
});

/** The bytes themselves, with the headers of the API's answer: mount it before what makes pages of answers. */
export const fileDownloads = newPages();

fileDownloads.get(file, recognize, requireVisitor, async (c) =>
	fileResponse(await openFile(serviceContext(c), await fileIn(c))),
);

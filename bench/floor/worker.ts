import { DurableObject } from "cloudflare:workers";
import { type Context, Hono } from "hono";
import { jwtVerify } from "jose";

interface Bindings {
	FLOORS: DurableObjectNamespace<Floor>;
	/** `<key id>:<secret>`, as Edgeward has it. */
	AUTH_KEYS: string;
}

const ROW = new Uint8Array(200);

/** What the platform costs: an object that does nothing, or keeps one row. */
export class Floor extends DurableObject<Bindings> {
	constructor(ctx: DurableObjectState, env: Bindings) {
		super(ctx, env);
		ctx.storage.sql.exec(`CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, data BLOB NOT NULL)`);
	}

	empty(): void {}

	row(): void {
		this.ctx.storage.sql.exec(`INSERT INTO rows (data) VALUES (?)`, ROW);
	}
}

let key: Promise<CryptoKey> | undefined;

function keyOf({ AUTH_KEYS }: Bindings): Promise<CryptoKey> {
	const secret = new TextEncoder().encode(AUTH_KEYS.slice(AUTH_KEYS.indexOf(":") + 1));
	key ??= crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
	return key;
}

type Call = Context<{ Bindings: Bindings }>;

/** The least that a request with a token takes: its token verified, its body parsed. Answers the object of its patient. */
async function admit(c: Call): Promise<DurableObjectStub<Floor>> {
	const token = (c.req.header("Authorization") ?? "").replace(/^Bearer /, "");
	const { payload } = await jwtVerify(token, await keyOf(c.env), {
		algorithms: ["HS256"],
		issuer: "edgeward",
		audience: "edgeward-api",
	});
	if (c.req.method === "POST") await c.req.json();
	return c.env.FLOORS.getByName(String(payload.pid));
}

const app = new Hono<{ Bindings: Bindings }>();
// As every Worker that is looked after leaves: what reads the lines takes a part of the machine.
app.use(async (c, next) => {
	await next();
	console.log(JSON.stringify({ level: "info", at: "request", method: c.req.method, status: c.res.status }));
});
app.get("/", (c) => c.text("ok"));
app.all("/none", async (c) => {
	await admit(c);
	return c.json({ ok: true });
});
app.all("/empty", async (c) => {
	const object = await admit(c);
	await object.empty();
	return c.json({ ok: true });
});
app.all("/row", async (c) => {
	const object = await admit(c);
	await object.row();
	return c.json({ ok: true });
});

export default app;

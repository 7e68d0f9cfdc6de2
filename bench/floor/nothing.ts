import { DurableObject } from "cloudflare:workers";

/** A Worker with Edgeward's bindings and none of its code: what the platform itself takes to start. */
export class PatientMonitor extends DurableObject {}
export class Viewer extends DurableObject {}

export default { fetch: () => new Response("ok") };

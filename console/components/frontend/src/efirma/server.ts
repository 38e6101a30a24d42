/** What the card tells the server, and asks it. The key and its password are in neither. */

import { ask, failureIn, NO_NETWORK, type Failure } from "../api";
import { toBase64 } from "./credentials";

export interface Account {
  readonly promocionId: string;
  readonly csrf: string;
}

/** What only the server knows of a certificate that may sign, and of the promoción now. */
export interface Consulted {
  /** The server's clock, in milliseconds since 1970. */
  readonly at: number;
  /** Of the manifest as the promoción is now: another one than the page's makes the page old. */
  readonly manifest_sha256: string;
}

/** A signature with all that it covers, ready to be handed in. There is no key in it. */
export interface Signed {
  readonly certificate: Uint8Array;
  readonly attributes: Uint8Array;
  readonly signature: Uint8Array;
}

/** How long the server may take: it asks others about revocation before it answers. */
const ANSWER_WITHIN_MS = 30_000;
/** What a line or a server that is down is known by; anything else is an answer. */
const UNREACHABLE: ReadonlySet<string> = new Set([NO_NETWORK.code, "http_502", "http_503", "http_504"]);

function path({ promocionId }: Account, step = ""): string {
  return `/api/promociones/${encodeURIComponent(promocionId)}/firma${step}`;
}

async function post(address: string, csrf: string, json: unknown, given?: AbortSignal): Promise<unknown> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
  given?.addEventListener("abort", () => patience.abort());
  try {
    return await ask(address, { method: "POST", csrf, json, signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Ask whether anything that only the server knows stands against a certificate. Throws `Refused`. */
export async function consult(account: Account, certificate: Uint8Array, signal: AbortSignal): Promise<Consulted> {
  return (await post(path(account, "/preparar"), account.csrf, { certificate: toBase64(certificate) }, signal)) as Consulted;
}

/** Hand in the signature; handed in twice it is kept once. Throws `Refused`. */
export async function register(account: Account, { certificate, attributes, signature }: Signed): Promise<void> {
  const json = { certificate: toBase64(certificate), attributes: toBase64(attributes), signature: toBase64(signature) };
  await post(path(account), account.csrf, json);
}

/** The failure in an error of `consult` or `register`; nobody answered in time counts as no network. */
export function failureOf(error: unknown): Failure {
  return error instanceof DOMException && error.name === "AbortError" ? NO_NETWORK : failureIn(error);
}

export function unreachable({ code }: Failure): boolean {
  return UNREACHABLE.has(code);
}

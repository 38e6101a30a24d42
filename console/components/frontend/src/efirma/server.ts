/** The two questions that the card asks the server. The key and its password are in neither. */

import { ask } from "../api";
import { fromBase64, toBase64 } from "./credentials";

export interface Account {
  readonly promocionId: string;
  readonly csrf: string;
}

/** What the server says of a certificate, and the bytes that the signature must cover. */
export interface Prepared {
  readonly attributes: string;
  readonly signed_at_text: string;
  readonly holder: string;
  readonly rfc: string;
  readonly serial: string;
  readonly not_after_text: string;
  readonly warnings: readonly string[];
  readonly documents: number;
  readonly manifest: string;
  /** The bytes of data/promocion.json, base64. */
  readonly fields: string;
  readonly manifest_sha256: string;
}

function path({ promocionId }: Account, step = ""): string {
  return `/api/promociones/${encodeURIComponent(promocionId)}/firma${step}`;
}

/** Ask whose certificate it is, whether it may sign here, and what is to be signed. Throws `Refused`. */
export async function prepare(account: Account, certificate: Uint8Array, signal: AbortSignal): Promise<Prepared> {
  const json = { certificate: toBase64(certificate) };
  return (await ask(path(account, "/preparar"), { method: "POST", csrf: account.csrf, json, signal })) as Prepared;
}

export function attributesOf(prepared: Prepared): Uint8Array {
  return fromBase64(prepared.attributes);
}

/** Hand in the signature. Throws `Refused`. */
export async function submit(account: Account, certificate: Uint8Array, prepared: Prepared, signature: Uint8Array): Promise<void> {
  const json = { certificate: toBase64(certificate), attributes: prepared.attributes, signature: toBase64(signature) };
  await ask(path(account), { method: "POST", csrf: account.csrf, json });
}

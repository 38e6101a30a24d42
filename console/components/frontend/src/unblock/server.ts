/** The two questions that the page asks the server. The key and its password are in neither. */

import { ask } from "../api";
import { fromBase64, toBase64 } from "../efirma/credentials";

/** What is to be signed, and the seal that must come back with the signature. */
export interface Challenge {
  readonly attributes: string;
  readonly sealed: string;
  readonly text: string;
}

const PATH = "/desbloquear/efirma";

/** Ask for something to sign. Throws `Refused`: whatever is wrong with the certificate. */
export async function challenge(csrf: string, username: string, certificate: Uint8Array): Promise<Challenge> {
  const json = { username, certificate: toBase64(certificate) };
  return (await ask(`${PATH}/preparar`, { method: "POST", csrf, json })) as Challenge;
}

/** Hand in the signature. Throws `Refused`. */
export async function answer(csrf: string, username: string, certificate: Uint8Array, given: Challenge, signature: Uint8Array): Promise<void> {
  const { sealed, attributes } = given;
  const json = { username, certificate: toBase64(certificate), sealed, attributes, signature: toBase64(signature) };
  await ask(`${PATH}/firma`, { method: "POST", csrf, json });
}

const PREFIX = "OFICIALIA-DESAFIO-DE-DESBLOQUEO/1\n";

/** The bytes to sign, after looking that they bind an unblocking and nothing else: the attributes hold the
 * SHA-256 of a text of the one form that lifts a block. Null where they do not. */
export function bytesToSign(given: Challenge, sha256: (text: string) => string): Uint8Array | null {
  const bytes = fromBase64(given.attributes);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return given.text.startsWith(PREFIX) && hex.includes(sha256(given.text)) ? bytes : null;
}

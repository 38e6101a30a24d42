/** The e.firma in the browser: reading the .cer, opening the .key, signing. No drawing, no network.
 *
 * A `.key` is an EncryptedPrivateKeyInfo (RFC 5958) protected with PBES2 and triple DES or AES, seldom with
 * PBES1 (RFC 8018). WebCrypto has no triple DES, so node-forge opens it; WebCrypto signs. */

import forge from "node-forge/lib/forge";
import "node-forge/lib/pbe";
import "node-forge/lib/sha256";
import { binary, bytes, inside, parsed } from "./der";
import { algorithmOf, openInfo, takesText } from "./old_encryption";

export type ProblemCode = "not_a_certificate" | "not_a_key" | "wrong_password" | "not_a_pair";

/** Raised by everything here; the card holds the sentences. */
export class CredentialProblem extends Error {
  constructor(readonly code: ProblemCode) {
    super(code);
  }
}

export interface Certificate {
  /** The certificate exactly as the SAT issued it, whatever the file's wrapping was. */
  readonly der: Uint8Array;
  readonly publicKey: forge.pki.rsa.PublicKey;
}

/** An opened key, of which only the use is left. */
export interface Signer {
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017) over the message. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** Overwrite what can be overwritten. Strings that JavaScript made on the way cannot: they are dropped. */
  wipe(): void;
}

/** Read a `.cer`: DER, PEM, or bare base64, as people hold them.
 *
 * The names inside are not looked at: the SAT writes some as T61String and puts the RFC in 2.5.4.45 as text,
 * on which strict readers fail. Only the public key is taken, by its place in the structure (RFC 5280).
 * Throws CredentialProblem `not_a_certificate`. */
export function readCertificate(file: Uint8Array): Certificate {
  try {
    const der = unwrapped(file);
    const fields = inside(inside(parsed(der))[0]);
    const version = fields[0]?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC ? 1 : 0;
    const keyInfo = fields[version + 5]; // serial, algorithm, issuer, validity, subject, then the key
    if (!keyInfo) throw new CredentialProblem("not_a_certificate");
    return { der, publicKey: forge.pki.publicKeyFromAsn1(keyInfo) as forge.pki.rsa.PublicKey };
  } catch {
    throw new CredentialProblem("not_a_certificate");
  }
}

/** Open a `.key` and check that it is the pair of the certificate.
 *
 * Throws CredentialProblem: `not_a_key` (no encrypted key at all), `wrong_password` (or a damaged file: from
 * outside both look the same), `not_a_pair`. */
export async function unlock(certificate: Certificate, file: Uint8Array, password: string): Promise<Signer> {
  const info = decrypted(encryptedKey(file), password);
  const key = privateKey(info);
  if (!key.n.equals(certificate.publicKey.n) || !key.e.equals(certificate.publicKey.e)) {
    wipeKey(key);
    throw new CredentialProblem("not_a_pair");
  }
  const pkcs8 = bytes(forge.asn1.toDer(info).getBytes());
  try {
    const native = await nativeKey(pkcs8);
    if (!native) return forgeSigner(key);
    wipeKey(key);
    return nativeSigner(native);
  } finally {
    pkcs8.fill(0);
  }
}

function encryptedKey(file: Uint8Array): forge.asn1.Asn1 {
  try {
    const node = parsed(unwrapped(file));
    const [algorithm, data] = inside(node);
    // An unprotected PKCS#8 begins with a version number instead: the SAT never issues one.
    if (algorithm?.type !== forge.asn1.Type.SEQUENCE || data?.type !== forge.asn1.Type.OCTETSTRING) throw new Error();
    algorithmOf(node);
    return node;
  } catch {
    throw new CredentialProblem("not_a_key");
  }
}

function decrypted(encrypted: forge.asn1.Asn1, password: string): forge.asn1.Asn1 {
  const attempts = takesText(algorithmOf(encrypted)) ? [password] : passwordBytes(password);
  for (const attempt of attempts) {
    try {
      const info = openInfo(encrypted, attempt);
      if (info && looksLikeKey(info)) return info;
    } catch (error) {
      // Forge names what it would have taken when an encryption is none that it has: no password would open it.
      if (error instanceof Error && "supportedOids" in error) throw new CredentialProblem("not_a_key");
      // Rubbish that happens to decrypt does not parse: another way of being the wrong password.
    }
  }
  throw new CredentialProblem("wrong_password");
}

function looksLikeKey(info: forge.asn1.Asn1): boolean {
  const key = privateKey(info);
  wipeKey(key);
  return true;
}

function privateKey(info: forge.asn1.Asn1): forge.pki.rsa.PrivateKey {
  return forge.pki.privateKeyFromAsn1(info) as forge.pki.rsa.PrivateKey;
}

/** The byte strings a password can stand for: UTF-8, then windows-1252, in which older keys were made. */
export function passwordBytes(password: string): string[] {
  const utf8 = binary(new TextEncoder().encode(password));
  const western = windows1252(password);
  return western === null || western === utf8 ? [utf8] : [utf8, western];
}

/** Where windows-1252 departs from Latin-1: its bytes 0x80 to 0x9F. Written out because Node's TextDecoder
 * takes the one for the other. */
const WESTERN = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** Null when a character has no place in windows-1252. */
function windows1252(text: string): string | null {
  let encoded = "";
  for (const character of text) {
    const code = character.charCodeAt(0);
    const special = WESTERN.indexOf(character);
    if (special < 0 && code > 255) return null;
    encoded += String.fromCharCode(special < 0 ? code : 128 + special);
  }
  return encoded;
}

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/** The key inside WebCrypto, from which nothing can take it out; null where the page is served over plain
 * http (there is no `crypto.subtle`) or the browser does not take this key. */
async function nativeKey(pkcs8: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  try {
    return await subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
  } catch {
    return null;
  }
}

function nativeSigner(native: CryptoKey): Signer {
  return {
    sign: async (message) => new Uint8Array(await crypto.subtle.sign(ALGORITHM, native, message.slice())),
    wipe: () => undefined, // the browser holds it and frees it
  };
}

function forgeSigner(key: forge.pki.rsa.PrivateKey): Signer {
  return {
    sign: (message) => {
      const digest = forge.md.sha256.create();
      digest.update(binary(message));
      return Promise.resolve(bytes(key.sign(digest)));
    },
    wipe: () => wipeKey(key),
  };
}

function wipeKey(key: forge.pki.rsa.PrivateKey): void {
  for (const part of [key.d, key.p, key.q, key.dP, key.dQ, key.qInv]) {
    (part as unknown as { data?: number[] }).data?.fill(0);
  }
}

/** DER as it is; PEM and bare base64 decoded. */
function unwrapped(file: Uint8Array): Uint8Array {
  if (file[0] === 0x30) return file;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(file);
  const body = /-----BEGIN [A-Z ]+-----([\s\S]+?)-----END/.exec(text)?.[1] ?? text;
  return fromBase64(body.replace(/\s+/g, ""));
}

export function fromBase64(text: string): Uint8Array {
  return bytes(atob(text));
}

export function toBase64(data: Uint8Array): string {
  return btoa(binary(data));
}

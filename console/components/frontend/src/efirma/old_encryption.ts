/** How keys were encrypted before PBES2. Forge has PKCS #12's derivation (RFC 7292 appendix B) with triple DES and
 * 40-bit RC2; PBES1 with MD5 and DES (RFC 8018 §6.1) it lacks, and older keys of the SAT's shape have it. */

import forge from "node-forge/lib/forge";
import "node-forge/lib/cipher";
import "node-forge/lib/des";
import "node-forge/lib/md5";
import "node-forge/lib/pbe";
import { contents, dotted, inside, parsed } from "./der";

const MD5_AND_DES = "1.2.840.113549.1.5.3";
const PKCS12 = "1.2.840.113549.1.12.1.";
/** The same bound as the server's reader: the count stands in the file, and a hostile one would hang the page. */
const MAX_ITERATIONS = 1_000_000;

/** The algorithm that an EncryptedPrivateKeyInfo names, as an OID. Throws where there is none. */
export function algorithmOf(encrypted: forge.asn1.Asn1): string {
  return dotted(part(part(encrypted, 0), 0));
}

/** Whether the password counts as text: PKCS #12 encodes it as UTF-16 itself. */
export function takesText(algorithm: string): boolean {
  return algorithm.startsWith(PKCS12);
}

/** Open an EncryptedPrivateKeyInfo of any encryption there is; null, or an error, where the password does not fit. */
export function openInfo(encrypted: forge.asn1.Asn1, password: string): forge.asn1.Asn1 | null {
  if (algorithmOf(encrypted) === MD5_AND_DES) return openMd5AndDes(encrypted, password);
  return forge.pki.decryptPrivateKeyInfo(encrypted, password) as forge.asn1.Asn1 | null;
}

function openMd5AndDes(encrypted: forge.asn1.Asn1, password: string): forge.asn1.Asn1 | null {
  const parameters = part(part(encrypted, 0), 1);
  const derived = derive(password + contents(part(parameters, 0)), forge.asn1.derToInteger(contents(part(parameters, 1))));
  const decipher = forge.cipher.createDecipher("DES-CBC", derived.slice(0, 8));
  decipher.start({ iv: derived.slice(8, 16) });
  decipher.update(forge.util.createBuffer(contents(part(encrypted, 1))));
  return decipher.finish() ? parsed(decipher.output.getBytes()) : null;
}

/** PBKDF1 (RFC 8018 §5.1). */
function derive(seed: string, iterations: number): string {
  if (iterations < 1 || iterations > MAX_ITERATIONS) throw new Error("iterations");
  let derived = seed;
  for (let i = 0; i < iterations; i++) derived = forge.md.md5.create().update(derived).digest().getBytes();
  return derived;
}

function part(node: forge.asn1.Asn1, index: number): forge.asn1.Asn1 {
  const found = inside(node)[index];
  if (!found) throw new Error("part missing");
  return found;
}

/** Making the signature: the key is opened, signs once, and is gone. */

import { signedAttributes } from "./attributes";
import { unlock, type Certificate } from "./credentials";
import type { Signed } from "./server";

/** Sign a manifest at an instant (milliseconds since 1970). Throws CredentialProblem where the key does not open. */
export async function made(certificate: Certificate, key: Uint8Array, password: string, manifest: string, at: number): Promise<Signed> {
  const signer = await unlock(certificate, key, password);
  try {
    const attributes = signedAttributes(new TextEncoder().encode(manifest), certificate.der, at);
    // a copy: what was read from the file is overwritten with the rest of the form
    return { certificate: certificate.der.slice(), attributes, signature: await signer.sign(attributes) };
  } finally {
    signer.wipe();
  }
}

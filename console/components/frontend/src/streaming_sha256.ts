/** SHA-256 of a file without having it in memory. */

import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes read at a time: large enough to keep reading quick, small enough for a phone. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Read a file piece by piece and give its SHA-256 as 64 hexadecimal digits (FIPS 180-4).
 *
 * Not WebCrypto: it wants the whole file at once, and is missing where the page came by plain http.
 * Rejects where the file can no longer be read. */
export async function sha256Of(file: Blob): Promise<string> {
  const hash = sha256.create();
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    const piece = file.slice(start, start + PIECE_BYTES);
    hash.update(new Uint8Array(await piece.arrayBuffer()));
  }
  return hex(hash.digest());
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

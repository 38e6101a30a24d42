/** What this browser itself computed of the files it sent: against it, what the server says is compared.
 *
 * The upload writes here and the signing card reads; they are two bundles, so the place is the window's.
 * It lives as long as the page: files sent in an earlier visit are not in it. */

const PLACE = Symbol.for("oficialia.own_digests");

function all(): Map<string, string> {
  const place = globalThis as unknown as Record<symbol, Map<string, string> | undefined>;
  return (place[PLACE] ??= new Map());
}

/** Keep the SHA-256 (64 hex digits) of the file that became this document. */
export function remember(documentId: string | number, sha256: string): void {
  all().set(String(documentId), sha256);
}

/** The SHA-256 of the person's own file; undefined where it was sent in an earlier visit. */
export function ownDigest(documentId: string | number): string | undefined {
  return all().get(String(documentId));
}

/** SHA-256 of a file, computed by the browser beside the page's own thread; null where it cannot (plain http).
 *
 * The whole file is in memory meanwhile: 50 MB at most, two at a time. */
export async function digestOf(file: Blob): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  try {
    return hex(new Uint8Array(await subtle.digest("SHA-256", await file.arrayBuffer())));
  } catch {
    return null; // the file moved or changed meanwhile: sending it fails, and says so
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What this browser itself computed of the files it sent: against it, what the server says is compared.
 *
 * The upload writes here and the signing card reads; they are two bundles, so the place is the window's.
 * It lives as long as the page: files sent in an earlier visit are not in it. */

import { sha256Of } from "./streaming_sha256";
import workerSource from "./sha256_worker.ts?worker";
import type { Digested } from "./sha256_worker";

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

/** Computes one digest; rejects where it cannot compute at all, gives null where the file cannot be read. */
type Hasher = (file: Blob) => Promise<string | null>;

/** One file after the other: several at once would only make each later. */
export class Digesting {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly hasher: Hasher) {}

  /** `wanted` is asked when its turn comes: a file that was cancelled meanwhile is not read. */
  digest(file: Blob, wanted: () => boolean): Promise<string | null> {
    const turn = this.last.then(() => (wanted() ? this.hasher(file) : null)).catch(() => null);
    this.last = turn;
    return turn;
  }
}

let worker: Worker | null = null;
let withoutWorker = false;

async function inWorker(file: Blob): Promise<string | null> {
  if (!withoutWorker) {
    try {
      return await askWorker(file);
    } catch {
      withoutWorker = true; // the browser forbids it: the page's own thread computes, piece by piece
      worker = null;
    }
  }
  return sha256Of(file);
}

function askWorker(file: Blob): Promise<string | null> {
  worker ??= startWorker();
  const asked = worker;
  return new Promise((resolve, reject) => {
    asked.onmessage = ({ data }: MessageEvent<Digested>) => resolve(data.sha256);
    asked.onerror = reject;
    asked.postMessage(file);
  });
}

function startWorker(): Worker {
  return new Worker(URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" })));
}

const digesting = new Digesting(inWorker);

/** SHA-256 of a file, read in pieces by a worker; null where the file cannot be read any more. */
export function digestOf(file: Blob, wanted: () => boolean = () => true): Promise<string | null> {
  return digesting.digest(file, wanted);
}

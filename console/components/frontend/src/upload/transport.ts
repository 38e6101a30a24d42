/** Sending one file with XMLHttpRequest: fetch() cannot yet say how much of a body has left. */

import { failureFrom, NO_NETWORK, SESSION_ENDED, type Failure } from "../api";
import { digestOf, remember } from "../own_digests";
import type { StoredDocument } from "./documents";
import type { Item, Stored } from "./item";
import type { Sending } from "./queue";

export interface Address {
  readonly promocionId: string;
  readonly csrf: string;
}

/** How long a file waits for its digest before it leaves without: longer than any needs on a usual machine. */
const DIGEST_FIRST_MS = 1500;
/** A line on which nothing moves for so long is cut, whatever the browser believes. */
const STALLED_MS = 60_000;

/** What arrived is not what was sent: seen by comparing digests, so nobody signs it unaware. */
export const STORED_DIFFERS: Failure = {
  code: "stored_differs",
  what: "Lo que guardó la Oficialía no es el archivo de su equipo.",
  means: "Los resúmenes SHA-256 no coinciden: el archivo se dañó o se alteró en el camino.",
  do: "Elimine ese documento de la lista y súbalo de nuevo. Si se repite, no firme y avise a soporte.",
};

/** Send a file as the raw body of a POST. `address` is asked at sending time: the token may have changed.
 *
 * The file's digest goes with it where it is known in time, and the server refuses other bytes; where it
 * comes later, it is compared with what the server says that it stored. */
export function send(address: () => Address, item: Item, onProgress: (sentBytes: number) => void): Sending {
  const journey = new Journey(address, item, onProgress);
  return { done: journey.done, own: journey.own, abort: () => journey.abort() };
}

class Journey {
  readonly own: Promise<string | null>;
  readonly done: Promise<Stored>;
  private readonly request = new XMLHttpRequest();
  private aborted = false;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: () => Address,
    private readonly item: Item,
    private readonly onProgress: (sentBytes: number) => void,
  ) {
    this.own = digestOf(item.file, () => !this.aborted);
    this.done = this.travel().finally(() => clearTimeout(this.watch));
  }

  abort(): void {
    this.aborted = true;
    this.request.abort();
  }

  private async travel(): Promise<Stored> {
    const early = await Promise.race([this.own, later(DIGEST_FIRST_MS)]);
    if (this.aborted) throw NO_NETWORK;
    const stored = await this.post(early);
    if (agrees(stored, await this.own)) return stored;
    throw STORED_DIFFERS;
  }

  private post(sha256: string | null): Promise<Stored> {
    const { request, item } = this;
    return new Promise((resolve, reject) => {
      const { promocionId, csrf } = this.address();
      request.open("POST", uploadPath(promocionId, item));
      request.setRequestHeader("X-Oficialia-CSRF", csrf);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      if (sha256) request.setRequestHeader("X-Oficialia-SHA256", sha256);
      request.upload.onprogress = (event) => this.moved(event.loaded);
      request.upload.onload = () => {
        clearTimeout(this.watch); // from here on the server works, and the line may be silent
        this.onProgress(item.file.size);
      };
      request.onload = () => {
        const outcome = readAnswer(request.status, request.responseText, request.responseURL);
        if ("id" in outcome) resolve(outcome);
        else reject(outcome);
      };
      request.onerror = () => void unreadable(item.file).then((failure) => reject(failure ?? NO_NETWORK));
      request.onabort = () => reject(NO_NETWORK);
      this.keepWatch();
      request.send(item.file);
    });
  }

  private moved(sentBytes: number): void {
    this.keepWatch();
    // «Verificando» is said when the last byte has left, by `onload`; the last progress may come before it.
    this.onProgress(Math.min(sentBytes, this.item.file.size - 1));
  }

  private keepWatch(): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.request.abort(), STALLED_MS);
  }
}

function later(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}

/** Keep the file's own digest under its document, and tell whether the server stored the same bytes. */
export function agrees(stored: Stored, own: string | null): boolean {
  if (own === null) return true; // the file can no longer be read: the signing card says that nobody compared
  remember(stored.id, own);
  return stored.sha256 === undefined || stored.sha256 === own;
}

export function uploadPath(promocionId: string, item: Pick<Item, "name" | "choice">): string {
  const query = `nombre=${encodeURIComponent(item.name.toWellFormed())}&si_existe=${item.choice}`;
  return `/api/promociones/${encodeURIComponent(promocionId)}/documentos?${query}`;
}

/** A stored document, or the failure that the answer tells of. */
export function readAnswer(status: number, body: string, address: string): Stored | Failure {
  if (address !== "" && new URL(address).pathname === "/entrar") return SESSION_ENDED;
  if (status < 200 || status > 299) return failureFrom(status, body);
  try {
    const answer = JSON.parse(body) as StoredDocument | null;
    if (answer?.id !== undefined && answer.name !== undefined) {
      const { id, name, sha256 } = answer;
      return { id, name, ...(sha256 === undefined ? {} : { sha256 }), ...("findings" in answer ? { row: answer } : {}) };
    }
  } catch {
    // An answer without a document is no confirmation: fall through.
  }
  return failureFrom(status, "");
}

/** Tell a cut line from a file that moved or changed on the person's disk after it was chosen. */
async function unreadable(file: File): Promise<Failure | null> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return null;
  } catch {
    return {
      code: "file_changed",
      what: "El archivo cambió o ya no está donde estaba en su equipo.",
      means: "No se subió.",
      do: "Quítelo de la lista y vuelva a agregarlo.",
    };
  }
}

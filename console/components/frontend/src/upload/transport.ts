/** Sending one file with XMLHttpRequest: fetch() cannot yet say how much of a body has left. */

import { failureFrom, NO_NETWORK, SESSION_ENDED, type Failure } from "../api";
import { digestOf, remember } from "../own_digests";
import type { Item, Sending, Stored } from "./queue";

export interface Address {
  readonly promocionId: string;
  readonly csrf: string;
}

/** What arrived is not what was sent: seen by comparing digests, so nobody signs it unaware. */
export const STORED_DIFFERS: Failure = {
  code: "stored_differs",
  what: "Lo que guardó la Oficialía no es el archivo de su equipo.",
  means: "Los resúmenes SHA-256 no coinciden: el archivo se dañó o se alteró en el camino.",
  do: "Elimine ese documento de la lista y súbalo de nuevo. Si se repite, no firme y avise a soporte.",
};

/** Send a file as the raw body of a POST. `address` is asked at sending time: the token may have changed. */
export function send(address: () => Address, item: Item, onProgress: (sentBytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  const own = digestOf(item.file); // computed while it travels
  const done = new Promise<Stored>((resolve, reject) => {
    const { promocionId, csrf } = address();
    request.open("POST", uploadPath(promocionId, item));
    request.setRequestHeader("X-Oficialia-CSRF", csrf);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.upload.onload = () => onProgress(item.file.size);
    request.onload = () => {
      const outcome = readAnswer(request.status, request.responseText, request.responseURL);
      if (!("id" in outcome)) reject(outcome);
      else void own.then((sha256) => (agrees(outcome, sha256) ? resolve(outcome) : reject(STORED_DIFFERS)));
    };
    request.onerror = () => void unreadable(item.file).then((failure) => reject(failure ?? NO_NETWORK));
    request.onabort = () => reject(NO_NETWORK);
    request.send(item.file);
  });
  return { done, abort: () => request.abort() };
}

/** Keep the file's own digest under its document, and tell whether the server stored the same bytes. */
export function agrees(stored: Stored, own: string | null): boolean {
  if (own === null) return true; // this browser computes no digests: the signing card says so
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
    const answer = JSON.parse(body) as Partial<Stored> | null;
    if (answer?.id !== undefined && answer.name !== undefined) {
      const { id, name, sha256 } = answer;
      return sha256 === undefined ? { id, name } : { id, name, sha256 };
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
      do: "Elija Cancelar y vuelva a agregarlo.",
    };
  }
}

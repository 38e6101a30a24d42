/** Sending one file with XMLHttpRequest: fetch() cannot yet say how much of a body has left. */

import { failureFrom, NO_NETWORK, SESSION_ENDED, type Failure } from "../api";
import type { Item, Sending, Stored } from "./queue";

export interface Address {
  readonly promocionId: string;
  readonly csrf: string;
}

/** Send a file as the raw body of a POST. `address` is asked at sending time: the token may have changed. */
export function send(address: () => Address, item: Item, onProgress: (sentBytes: number) => void): Sending {
  const request = new XMLHttpRequest();
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
      if ("id" in outcome) resolve(outcome);
      else reject(outcome);
    };
    request.onerror = () => void unreadable(item.file).then((failure) => reject(failure ?? NO_NETWORK));
    request.onabort = () => reject(NO_NETWORK);
    request.send(item.file);
  });
  return { done, abort: () => request.abort() };
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
    if (answer?.id !== undefined && answer.name !== undefined) return { id: answer.id, name: answer.name };
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

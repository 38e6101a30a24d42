/** One file on its way to the Oficialía, and what can be said of it before it travels. */

import type { Failure } from "../api";
import type { StoredDocument } from "./documents";
import { exactSizeText, sizeText } from "../words";

export type Choice = "preguntar" | "conservar" | "reemplazar";

/** waiting → sending → checking → stored.
 *
 * Or asking (the name is taken), paused (the line was cut: it goes on by itself), same (these very bytes
 * already stand under this name), or failed, from which one can retry. */
export type State = "waiting" | "sending" | "checking" | "asking" | "paused" | "same" | "stored" | "failed";

export const UNFINISHED: ReadonlySet<State> = new Set(["waiting", "sending", "checking", "asking", "paused"]);

export interface Stored {
  readonly id: string | number;
  readonly name: string;
  readonly sha256?: string;
  /** Everything that the list shows of it, where the server's answer brought it. */
  readonly row?: StoredDocument;
}

export interface Item {
  readonly number: number;
  readonly file: File;
  /** Path in the filing, NFC, so that the same name typed on a Mac and on Windows is the same name. */
  readonly name: string;
  readonly choice: Choice;
  readonly state: State;
  readonly sentBytes: number;
  readonly bytesPerSecond: number;
  readonly failure: Failure | null;
  /** False when trying the same file again cannot help (empty, too large). */
  readonly retryable: boolean;
  readonly stored: Stored | null;
  /** How often in a row the line was cut under it. */
  readonly tries: number;
  /** The line was cut under it at least once: an earlier try may have arrived without our knowing. */
  readonly cut: boolean;
  /** Its own SHA-256, while only the list of documents can tell whether an earlier try had arrived. */
  readonly doubtful: string | null;
}

/** A file and the path under which it is to stand. */
export interface Found {
  readonly file: File;
  readonly path: string;
}

export interface Limits {
  readonly maxBytes: number;
}

export function newItem(number: number, { file, path }: Found, limits: Limits): Item {
  const failure = refusalBeforeSending(file, limits);
  return {
    number,
    file,
    name: path.normalize("NFC"),
    choice: "preguntar",
    state: failure ? "failed" : "waiting",
    sentBytes: 0,
    bytesPerSecond: 0,
    failure,
    retryable: !failure,
    stored: null,
    tries: 0,
    cut: false,
    doubtful: null,
  };
}

/** A name as it can be read: what nobody sees, or what turns others around, stands as its code point. */
export function readable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, (each) => `⟨U+${each.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** Refusals of the file as it is: to send the same again would be refused the same. */
const HOPELESS = new Set(["file_changed", "name_not_admitted", "name_is_a_folder", "folder_is_a_document", "document_too_large"]);

export function canBeRetried({ retryable, failure }: Pick<Item, "retryable" | "failure">): boolean {
  return retryable && !HOPELESS.has(failure?.code ?? "");
}

/** Names that differ only in case are one name to the Oficialía, as to Windows. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** What can be said of a file without sending it: nothing inside it, or more than is admitted. */
export function refusalBeforeSending(file: { name: string; size: number }, limits: Limits): Failure | null {
  if (file.size === 0) {
    return {
      code: "empty",
      what: "El archivo está vacío (0 bytes).",
      means: "No se subió: un archivo vacío sería motivo de rechazo.",
      do: "Ábralo en su equipo, compruebe su contenido y elija el archivo correcto.",
    };
  }
  if (file.size > limits.maxBytes) {
    const near = sizeText(file.size) === sizeText(limits.maxBytes);
    const [size, limit] = [file.size, limits.maxBytes].map(near ? exactSizeText : sizeText);
    return {
      code: "too_large",
      what: `El archivo mide ${size} y el límite es de ${limit}.`,
      means: "No se subió.",
      do: "Divídalo en partes o reduzca la resolución de las imágenes, y suba el resultado.",
    };
  }
  return null;
}

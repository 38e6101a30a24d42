/** Whether what is to be signed is what the person sees and sent. Nothing is signed otherwise. */

import forge from "node-forge/lib/forge";
import "node-forge/lib/sha256";
import { Refused, type Failure } from "../api";
import { ownDigest } from "../own_digests";
import { count } from "../words";

/** A document as the page shows it. */
export interface SignedDocument {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly size_text: string;
  /** Who may see it: `publica`, `confidencial` or `reservada`. */
  readonly classification: string;
  /** What a confidential one says; empty otherwise. */
  readonly summary: string;
}

/** How many documents were compared with the person's own files, and how many came in an earlier visit. */
export interface Agreement {
  readonly compared: number;
  readonly earlier: number;
}

const FIELDS_PATH = "data/promocion.json";
const FOLDER = "data/documentos/";

export const CHANGED: Failure = {
  code: "manifest_changed",
  what: "La promoción cambió desde que eligió el certificado.",
  means: "No se firmó nada.",
  do: "Revise los datos y los documentos, y elija Aceptar si todavía quiere firmar.",
};

const OTHER_LIST: Failure = {
  code: "manifest_differs",
  what: "Los documentos de la lista que se firma no son los que muestra esta página.",
  means: "No se firmó nada.",
  do: "Recargue la página y revise la lista de documentos. Si se repite, no firme y avise a soporte.",
};

function notYours(name: string): Failure {
  return {
    code: "stored_differs",
    what: `«${name}» no es el archivo que usted subió.`,
    means: "El resumen SHA-256 que calculó su navegador no es el que guardó el servidor. No se firmó nada.",
    do: "Elimine ese documento y súbalo de nuevo. Si se repite, no firme y avise a soporte.",
  };
}

/** Compare the manifest, the list on the page and the person's own files. Throws `Refused`. */
export function checkAgreement(manifest: string, documents: readonly SignedDocument[]): Agreement {
  const signed = linesOf(manifest);
  if (!signed.has(FIELDS_PATH) || signed.size !== documents.length + 1) throw new Refused(OTHER_LIST);
  let compared = 0;
  for (const { id, name, sha256: shown } of documents) {
    if (signed.get(FOLDER + name) !== shown) throw new Refused(OTHER_LIST);
    const own = ownDigest(id);
    if (own !== undefined && own !== shown) throw new Refused(notYours(name));
    compared += own === undefined ? 0 : 1;
  }
  return { compared, earlier: documents.length - compared };
}

/** What the browser compared with the person's own files, and what it could not. */
export function comparedText(agreement: Agreement | null): string {
  if (!agreement) return "—";
  const { compared, earlier } = agreement;
  const same = compared > 0 && `${count(compared, "documento coincide", "documentos coinciden")} con los archivos de su equipo`;
  const before = earlier > 0 && `${count(earlier, "documento sin comparar: no se subió", "documentos sin comparar: no se subieron")} en esta visita`;
  return [same, before].filter(Boolean).join("; ");
}

/** Path → digest; a line of another form, or a path twice, makes a list that agrees with nothing. */
function linesOf(manifest: string): Map<string, string> {
  const lines = manifest.replace(/\n$/, "").split("\n").map((line) => /^([0-9a-f]{64}) {2}(data\/.+)$/su.exec(line));
  const found = new Map(lines.map((line) => [line?.[2] ?? "", line?.[1] ?? ""]));
  return found.size === lines.length ? found : new Map();
}

/** SHA-256 of the manifest itself, in hex. */
export function manifestDigest(manifest: string): string {
  return sha256(forge.util.encodeUtf8(manifest));
}

/** The digest that a manifest names for `data/promocion.json`, in hex; undefined where it names none. */
export function fieldsDigest(manifest: string): string | undefined {
  return linesOf(manifest).get(FIELDS_PATH);
}

/** SHA-256 of a string of which each character is one byte, in hex. */
export function sha256(bytes: string): string {
  const digest = forge.md.sha256.create();
  digest.update(bytes);
  return digest.digest().toHex();
}

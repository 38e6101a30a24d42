/** The fields as they are signed: read from the bytes that the manifest names, not from the page. */

import { Refused, type Failure } from "../api";
import { fieldsDigest, sha256, type SignedDocument } from "./agreement";
import { fromBase64 } from "./credentials";

/** Label and value. */
export type Row = readonly [string, string];

/** Every field at its longest fills about 20 KB, a document's entry 6 KB; anything this large is no promoción's. */
const LARGEST_BYTES = 4 * 1024 * 1024;

export const OTHER_FIELDS: Failure = {
  code: "fields_differ",
  what: "Los datos que se firman no corresponden a la lista que se firma.",
  means: "El archivo data/promocion.json no es el que nombra manifest-sha256.txt. No se firmó nada.",
  do: "Recargue la página y revise los datos. Si se repite, no firme y avise a soporte.",
};

export const OTHER_CLASSES: Failure = {
  code: "classes_differ",
  what: "El orden, la clasificación o el resumen de los documentos que el servidor pide firmar no son los que muestra esta página.",
  means: "No se firmó nada.",
  do: "Recargue la página y revise los documentos. Si se repite, no firme y avise a soporte.",
};

/** The entry of the fields that tells of the documents: it is compared with the page's list, not shown as a row. */
const DOCUMENTS = "documentos";
const ENTRY_KEYS: ReadonlySet<string> = new Set(["orden", "nombre", "clasificacion", "resumen"]);

const LABELS: Readonly<Record<string, string>> = {
  folio: "Folio",
  usuario: "Usuario",
  rfc: "RFC del usuario",
  fecha_creacion: "Fecha de creación",
  procedimiento: "Procedimiento",
  tipo_promocion: "Tipo de promoción",
  tipo_procedimiento: "Tipo de procedimiento",
  expediente: "Número de expediente",
  oficialia_previa: "Número de oficialía de partes",
  caracter: "Carácter del promovente",
  promovente: "Nombre del promovente",
  agente_economico: "Agente económico",
  descripcion: "Descripción de la promoción",
};

/** Codes that mean the same for ever. The kinds of procedure are the institution's list: the page has their names. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tipo_promocion: { inicial: "Inicial", complementaria: "Complementaria" },
  caracter: {
    representante: "Representante legal o Apoderado",
    autorizado: "Autorizado con poderes amplios",
    propio_derecho: "Por propio derecho",
  },
};

/** Return the rows of `data/promocion.json` (base64), in the form's order; what is empty is left out.
 *
 * What it says of the documents, their order, classes and summaries, must be what the page shows. A field without
 * a label here is shown by its name: nothing that is signed is hidden. Throws `Refused`. */
export function signedFields(manifest: string, fields: string, page: readonly Row[], documents: readonly SignedDocument[]): Row[] {
  const content = parsed(manifest, fields);
  if (!sameDocuments(content.get(DOCUMENTS), documents)) throw new Refused(OTHER_CLASSES);
  content.delete(DOCUMENTS);
  const values = new Map([...content].map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
  const procedure = page.find(([label]) => label === LABELS["tipo_procedimiento"])?.[1] ?? "";
  const code = values.get("tipo_procedimiento") ?? "";
  if (code !== "" && procedure !== "" && procedure !== code) values.set("tipo_procedimiento", `${code} (${procedure})`);
  const known = Object.keys(LABELS).filter((name) => values.has(name));
  const others = [...values.keys()].filter((name) => !(name in LABELS));
  return [...known, ...others].map((name): Row => [LABELS[name] ?? name, meaning(name, values.get(name) ?? "")]).filter(([, value]) => value !== "");
}

function meaning(name: string, value: string): string {
  const said = MEANINGS[name];
  return said && Object.hasOwn(said, value) ? (said[value] ?? value) : value;
}

function sameDocuments(entries: unknown, documents: readonly SignedDocument[]): boolean {
  if (!Array.isArray(entries) || entries.length !== documents.length) return false;
  return documents.every((document, index) => sameDocument(entries[index], index + 1, document));
}

function sameDocument(entry: unknown, order: number, { name, classification, summary }: SignedDocument): boolean {
  if (typeof entry !== "object" || entry === null || !Object.keys(entry).every((key) => ENTRY_KEYS.has(key))) return false;
  const { orden, nombre, clasificacion, resumen = "" } = entry as Readonly<Record<string, unknown>>;
  return orden === order && nombre === name && clasificacion === classification && resumen === summary;
}

function parsed(manifest: string, fields: string): Map<string, unknown> {
  try {
    if (fields.length > (LARGEST_BYTES * 4) / 3) throw new Error("too large");
    const bytes = fromBase64(fields);
    if (sha256(String.fromCharCode(...bytes)) !== fieldsDigest(manifest)) throw new Error("another digest");
    const content = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
    if (typeof content !== "object" || content === null || Array.isArray(content)) throw new Error("no object");
    return new Map<string, unknown>(Object.entries(content));
  } catch {
    throw new Refused(OTHER_FIELDS);
  }
}

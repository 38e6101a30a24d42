/** The fields as they are signed: read from the bytes that the manifest names, not from the page. */

import { Refused, type Failure } from "../api";
import { fieldsDigest, sha256 } from "./agreement";
import { fromBase64 } from "./credentials";

/** Label and value. */
export type Row = readonly [string, string];

/** Every field at its longest fills about 20 KB; anything this large is no promoción's. */
const LARGEST_BYTES = 256 * 1024;

export const OTHER_FIELDS: Failure = {
  code: "fields_differ",
  what: "Los datos que se firman no corresponden a la lista que se firma.",
  means: "El archivo data/promocion.json no es el que nombra manifest-sha256.txt. No se firmó nada.",
  do: "Recargue la página y revise los datos. Si se repite, no firme y avise a soporte.",
};

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
 * A field without a label here is shown by its name: nothing that is signed is hidden. Throws `Refused`. */
export function signedFields(manifest: string, fields: string, page: readonly Row[] = []): Row[] {
  const values = parsed(manifest, fields);
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

function parsed(manifest: string, fields: string): Map<string, string> {
  try {
    if (fields.length > (LARGEST_BYTES * 4) / 3) throw new Error("too large");
    const bytes = fromBase64(fields);
    if (sha256(String.fromCharCode(...bytes)) !== fieldsDigest(manifest)) throw new Error("another digest");
    const content = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
    if (typeof content !== "object" || content === null || Array.isArray(content)) throw new Error("no object");
    return new Map(Object.entries(content).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
  } catch {
    throw new Refused(OTHER_FIELDS);
  }
}

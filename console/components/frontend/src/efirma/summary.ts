/** What the card shows of what is signed, and of who signs. */

import { copyButton, h, icon } from "../dom";
import { count, shortDigest } from "../words";
import { comparedText, type Agreement, type SignedDocument } from "./agreement";
import type { Row } from "./fields";
import type { Prepared } from "./server";

/** Fields and documents, folded; `signed` says that the fields were read from the very bytes that are signed. */
export function coveredParts(fields: readonly Row[], documents: readonly SignedDocument[], signed: boolean): Node[] {
  return [
    h("summary", {}, `La firma ampara los datos de la promoción y ${count(documents.length, "documento", "documentos")}`),
    h("dl", {}, ...fields.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    ...(signed ? [h("p", { class: "source" }, icon("check"), "Datos, orden y clasificación leídos del archivo que se firma, data/promocion.json.")] : []),
    h("ol", {}, ...documents.map(documentLine)),
  ];
}

/** Who signs, with what, and what was compared. */
export function signerParts(prepared: Prepared, agreement: Agreement | null): Node[] {
  const { holder, rfc, serial, not_after_text, warnings, manifest_sha256 } = prepared;
  const facts: [string, ...(string | Node)[]][] = [
    ["Firma", holder],
    ["RFC", h("code", {}, rfc)],
    ["Certificado", h("code", {}, serial)],
    ["Vigente hasta", not_after_text],
    ["Se firma", `los datos y ${count(prepared.documents, "documento", "documentos")}, manifiesto `, h("code", { title: manifest_sha256 }, shortDigest(manifest_sha256)), copyButton(manifest_sha256, "Copiar SHA-256 del manifiesto")],
    ["Comparado", comparedText(agreement)],
  ];
  return [
    h("dl", {}, ...facts.map(([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value)))),
    ...warnings.map((text) => h("div", { class: "note warn" }, icon("alert"), h("p", { class: "note-text" }, text))),
  ];
}

const CLASSES: Readonly<Record<string, string>> = { publica: "Pública", confidencial: "Confidencial", reservada: "Reservada" };

function documentLine({ name, size_text, sha256, classification, summary }: SignedDocument): HTMLElement {
  const said = Object.hasOwn(CLASSES, classification) ? CLASSES[classification] : classification;
  return h(
    "li",
    {},
    `${name} · ${size_text} · ${said ?? classification} `,
    h("code", { title: sha256 }, shortDigest(sha256)),
    summary !== "" && h("p", { class: "resume" }, `Resumen: ${summary}`),
  );
}

/** What the card shows: what is signed, who signs, and what became of it. */

import { failureNote, type Failure } from "../api";
import { copyButton, h, icon } from "../dom";
import { count, shortDigest } from "../words";
import { comparedText, manifestDigest, type Agreement, type SignedDocument } from "./agreement";
import type { CertificateFacts } from "./certificate";
import type { Opinion } from "./consultation";
import type { Row } from "./fields";
import { instantText } from "./instants";
import { STALE } from "./judgement";
import type { Registration } from "./registration";

/** Fields and documents, folded; `signed` says that the fields were read from the very bytes that are signed. */
export function coveredParts(fields: readonly Row[], documents: readonly SignedDocument[], signed: boolean): Node[] {
  return [
    h("summary", {}, `La firma ampara los datos de la promoción y ${count(documents.length, "documento", "documentos")}`),
    h("dl", {}, ...fields.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    ...(signed ? [h("p", { class: "source" }, icon("check"), "Datos, orden y clasificación leídos del archivo que se firma, data/promocion.json.")] : []),
    h("ol", {}, ...documents.map(documentLine)),
  ];
}

/** What is to be signed, and what was compared. */
export interface Scope {
  readonly manifest: string;
  readonly documents: number;
  readonly agreement: Agreement;
  readonly zone: string;
}

/** Who signs, with what, what was compared, and what the server said of the certificate. */
export function signerParts(facts: CertificateFacts, { manifest, documents, agreement, zone }: Scope, opinion: Opinion): Node[] {
  const digest = manifestDigest(manifest);
  const rows: [string, ...(string | Node)[]][] = [
    ["Firma", facts.holder],
    ["RFC", h("code", {}, facts.rfc)],
    ["Certificado", h("code", {}, facts.serial)],
    ["Vigente hasta", instantText(facts.notAfter, zone)],
    ["Se firma", `los datos y ${count(documents, "documento", "documentos")}, manifiesto `, h("code", { title: digest }, shortDigest(digest)), copyButton(digest, "Copiar SHA-256 del manifiesto")],
    ["Comparado", comparedText(agreement)],
  ];
  return [h("dl", {}, ...rows.map(([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value)))), opinionLine(opinion)];
}

function opinionLine({ kind }: Opinion): HTMLElement {
  if (kind === "clear") return h("p", { class: "opinion good" }, icon("check"), "La Oficialía no encontró impedimento para firmar con este certificado.");
  if (kind === "unreachable") return h("p", { class: "opinion" }, icon("info"), "Sin conexión: lo demás se comprobará al enviar. Puede firmar ahora.");
  return h("p", { class: "loading" }, h("span", { class: "spinner" }), "Consultando a la Oficialía quién lo emitió y si está revocado…");
}

export function registeredParts({ holder, signedAt }: Registration, zone: string): Node[] {
  const text = `${holder} firmó la promoción el ${instantText(signedAt, zone)}.`;
  return [h("div", { class: "note good", role: "status" }, icon("check"), h("div", { class: "note-text" }, h("strong", {}, "Firma registrada."), h("p", {}, text)))];
}

/** A refusal, with a button that has the page drawn anew where that is what mends it. */
export function refusalNote(failure: Failure, refresh: () => void): HTMLElement {
  const old = failure.code === "signed_attributes_differ" || failure.code === STALE.code;
  return failureNote(failure, old && h("button", { type: "button", onclick: refresh }, icon("retry"), "Actualizar"));
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

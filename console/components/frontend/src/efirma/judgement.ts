/** What the card was given, and whether what it shows may be signed with the certificate that was chosen. */

import { Refused, type Failure } from "../api";
import { refusalOf, type Sentences } from "./admission";
import { checkAgreement, manifestDigest, type Agreement, type SignedDocument } from "./agreement";
import type { CertificateFacts } from "./certificate";
import type { Opinion } from "./consultation";
import type { Certificate } from "./credentials";
import { signedFields, type Row } from "./fields";

export interface EfirmaData {
  readonly promocion_id: string;
  readonly csrf: string;
  readonly rfc: string;
  readonly holder_hint: string;
  readonly documents: readonly SignedDocument[];
  /** The promoción's own fields, as label and value. */
  readonly fields: readonly Row[];
  /** The text of manifest-sha256.txt, and the bytes of data/promocion.json in base64: what is signed. */
  readonly manifest: string;
  readonly signed_fields: string;
  /** The server's clock when it drew this, in milliseconds since 1970, and the institution's time zone. */
  readonly at: number;
  readonly zone: string;
  /** How old a signature may be when it arrives. */
  readonly window_seconds: number;
  readonly sentences: Sentences;
  readonly disabled: boolean;
}

/** A certificate that could be read. */
export interface Chosen {
  readonly certificate: Certificate;
  readonly facts: CertificateFacts;
}

/** Why nothing may be signed, and whether the certificate is to blame. */
export interface Problem {
  readonly failure: Failure;
  readonly certificates: boolean;
}

export type Reading = { readonly rows: readonly Row[]; readonly agreement: Agreement } | { readonly failure: Failure };

export const STALE: Failure = {
  code: "page_is_old",
  what: "La promoción cambió después de que se mostró en esta página.",
  means: "Un dato o un documento es otro, tal vez por un cambio en otra ventana. No se firmó nada.",
  do: "Oprima Actualizar, revise los datos y los documentos, y firme.",
};

/** Stands for what a signature covered, by what the page shows: another one means that it is void. */
export function signable({ promocion_id, documents }: EfirmaData): string {
  return JSON.stringify([promocion_id, documents]);
}

/** What stands against a certificate that can be told without asking. */
export function ownRefusal({ facts }: Chosen, { rfc, zone, sentences }: EfirmaData, now: number): Failure | null {
  return refusalOf(facts, { rfc, zone, sentences, at: now });
}

/** The first thing that stands against signing, the certificate's faults first. */
export function problemOf(chosen: Chosen, data: EfirmaData, opinion: Opinion | undefined, now: number): Problem | null {
  const own = ownRefusal(chosen, data, now);
  if (own) return { failure: own, certificates: true };
  if (opinion?.kind === "refused") return { failure: opinion.failure, certificates: true };
  const old = opinion?.kind === "clear" && opinion.consulted.manifest_sha256 !== manifestDigest(data.manifest);
  if (old) return { failure: STALE, certificates: false };
  const read = reading(data);
  return "failure" in read ? { failure: read.failure, certificates: false } : null;
}

/** The fields out of the bytes that are signed, and what agrees with the person's own files. */
export function reading({ manifest, signed_fields, fields, documents }: EfirmaData): Reading {
  try {
    return { rows: signedFields(manifest, signed_fields, fields, documents), agreement: checkAgreement(manifest, documents) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { failure: error.failure };
  }
}

/** Whether a certificate may sign here, as far as it can be told without asking anybody: core/signatures/admission.py.
 *
 * Who issued it and whether it is revoked only the server knows; it judges all of it again. */

import type { Failure } from "../api";
import type { CertificateFacts, Kind } from "./certificate";
import { instantText } from "./instants";

/** The catalogue's three sentences by code, what is to be filled in between braces. */
export type Sentences = Readonly<Record<string, Omit<Failure, "code">>>;

export interface Judge {
  /** The RFC of the account: whose e.firma is expected. */
  readonly rfc: string;
  /** Now, in milliseconds since 1970. */
  readonly at: number;
  readonly zone: string;
  readonly sentences: Sentences;
}

const KINDS: Partial<Record<Kind, string>> = { csd: "certificate_is_csd", firel: "certificate_is_firel", other: "certificate_is_not_efirma" };
const LEAST_BITS = 2048;
const LEAST_EXPONENT = 65537;
const STRONG_DIGESTS = ["sha256", "sha384", "sha512"];
const COMPANY_RFC_LENGTH = 12;

/** The first reason why it may not, in the catalogue's words; null where there is none. */
export function refusalOf(facts: CertificateFacts, judge: Judge): Failure | null {
  const code = defectOf(facts, judge.at) ?? personDefect(facts.rfc, judge.rfc);
  return code === null ? null : filled(code, judge, valuesOf(facts, judge));
}

/** A refusal's three sentences, filled in. */
export function filled(code: string, { sentences }: Pick<Judge, "sentences">, values: Readonly<Record<string, string | number>> = {}): Failure {
  const said = sentences[code] ?? { what: "No se admite este certificado.", means: `Clave: ${code}.`, do: "Use los archivos .cer y .key de su e.firma." };
  const fill = (sentence: string): string => sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "—"));
  return { code, what: fill(said.what), means: fill(said.means), do: fill(said.do) };
}

function defectOf({ kind, notBefore, notAfter, bits, exponent, digest }: CertificateFacts, at: number): string | null {
  const unfit = KINDS[kind];
  if (unfit) return unfit;
  if (at < notBefore) return "certificate_not_yet_valid";
  if (at > notAfter) return "certificate_expired";
  if (bits < LEAST_BITS || exponent < LEAST_EXPONENT) return "key_too_weak";
  // a digest that is not known here may be a good one: the server knows more of them
  return digest !== "" && !STRONG_DIGESTS.includes(digest) ? "certificate_digest_too_weak" : null;
}

/** Article 13 DRUMES: the user signs, nobody else. */
function personDefect(own: string, account: string): string | null {
  if (own === account) return null;
  const company = account.length === COMPANY_RFC_LENGTH && own.length > COMPANY_RFC_LENGTH;
  return company ? "company_signed_by_representative" : "certificate_of_another_person";
}

function valuesOf(facts: CertificateFacts, { rfc, zone }: Judge): Record<string, string | number> {
  return {
    holder: facts.holder,
    issuer: facts.issuer,
    not_before: instantText(facts.notBefore, zone),
    not_after: instantText(facts.notAfter, zone),
    bits: facts.bits,
    minimum: LEAST_BITS,
    exponent: facts.exponent,
    minimum_exponent: LEAST_EXPONENT,
    digest: facts.digest.toUpperCase(),
    certificate_rfc: facts.rfc,
    account_rfc: rfc,
  };
}

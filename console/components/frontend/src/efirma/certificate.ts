/** What a certificate says of itself, read as the server reads it: core/signatures/certificate.py and profile.py.
 *
 * A test holds both readings against each other. What is read here refuses early; the server has the last word. */

import forge from "node-forge/lib/forge";
import { contents, dotted, inside, parsed, type Node } from "./der";
import type { Certificate } from "./credentials";

export type Kind = "efirma" | "csd" | "firel" | "other";

export interface CertificateFacts {
  readonly kind: Kind;
  readonly holder: string;
  /** The holder's RFC; empty where there is none. */
  readonly rfc: string;
  readonly issuer: string;
  /** Twenty digits in the SAT's form; else hexadecimal. */
  readonly serial: string;
  /** Milliseconds since 1970, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly bits: number;
  readonly exponent: number;
  /** With which its issuer signed it: «sha256»; empty where it is none that is known here. */
  readonly digest: string;
}

type Part = readonly [type: string, text: string];

const RFC = "2.5.4.45";
const UNIT = "2.5.4.11";
const HOLDER = ["2.5.4.41", "2.5.4.3", "2.5.4.10"]; // name, commonName, organizationName
const ISSUER = ["2.5.4.3", "2.5.4.10"];
const [BASIC_CONSTRAINTS, KEY_USAGE, PURPOSES] = ["2.5.29.19", "2.5.29.15", "2.5.29.37"] as const;
/** The bits of keyUsage (RFC 5280 §4.2.1.3), most significant first. */
const USAGES = ["digital_signature", "non_repudiation", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"];
const EFIRMA_USAGE = ["digital_signature", "non_repudiation", "data_encipherment", "key_agreement"];
const CSD_USAGE = ["digital_signature", "non_repudiation"];
const EFIRMA_PURPOSES = ["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2"]; // emailProtection, clientAuth
const FIREL_WORDS = ["judicatura", "poder judicial", "suprema corte"];
const DIGESTS: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.4": "md5",
  "1.2.840.113549.1.1.5": "sha1",
  "1.2.840.113549.1.1.14": "sha224",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
};

/** Read it. Throws where it has not the form of a certificate (RFC 5280 §4.1). */
export function factsOf(certificate: Certificate): CertificateFacts {
  const [body, algorithm] = inside(parsed(certificate.der));
  const fields = inside(body);
  const first = fields[0]?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC ? 1 : 0;
  const [serial, , issuer, validity, subject] = fields.slice(first);
  const [issuerParts, subjectParts] = [nameOf(issuer), nameOf(subject)];
  const [notBefore, notAfter] = inside(validity).map(instant);
  if (notBefore === undefined || notAfter === undefined) throw new Error("validity");
  const facts = {
    holder: HOLDER.map((type) => firstOf(subjectParts, type)).find((text) => text !== "") ?? "",
    rfc: rfcIn(firstOf(subjectParts, RFC).split("/")[0] ?? ""),
    issuer: ISSUER.map((type) => firstOf(issuerParts, type)).filter((text) => text !== "").join(", "),
    serial: serialText(contents(serial)),
    notBefore,
    notAfter,
    bits: certificate.publicKey.n.bitLength(),
    exponent: Number(certificate.publicKey.e.toString()),
    digest: DIGESTS[dotted(inside(algorithm)[0])] ?? "",
  };
  return { ...facts, kind: kindOf(facts, subjectParts, issuerParts, extensionsOf(fields)) };
}

/** The RFC in a text, normalised; empty where it has not the form of one. */
export function rfcIn(text: string): string {
  const value = text.normalize("NFC").toUpperCase().replace(/[\s-]/g, "");
  return /^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}$/.test(value) ? value : "";
}

function nameOf(name: Node | undefined): Part[] {
  return inside(name).flatMap((set) => inside(set).map((pair): Part => [dotted(inside(pair)[0]), textOf(inside(pair)[1])]));
}

/** A name's text, NFC. T61String holds Latin-1 or UTF-8 in practice, never T.61. */
function textOf(node: Node | undefined): string {
  const raw = contents(node);
  if (node?.type === forge.asn1.Type.BMPSTRING) return raw.normalize("NFC"); // forge has decoded it
  try {
    return forge.util.decodeUtf8(raw).normalize("NFC");
  } catch {
    return raw.normalize("NFC");
  }
}

function firstOf(parts: readonly Part[], type: string): string {
  return parts.find(([found]) => found === type)?.[1].trim() ?? "";
}

/** Each byte of the SAT's serial numbers is an ASCII digit. */
function serialText(raw: string): string {
  const significant = raw.replace(/^\0+/, "");
  if (/^[0-9]{20,}$/.test(significant)) return significant;
  return forge.util.bytesToHex(significant).replace(/^0+/, "");
}

function instant(node: Node): number {
  const read = node.type === forge.asn1.Type.UTCTIME ? forge.asn1.utcTimeToDate : forge.asn1.generalizedTimeToDate;
  return read(contents(node)).getTime();
}

interface Extension {
  readonly critical: boolean;
  readonly value: string;
}

function extensionsOf(fields: readonly Node[]): Map<string, Extension> {
  const holder = fields.find((field) => field.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && Number(field.type) === 3);
  const found = new Map<string, Extension>();
  for (const extension of holder ? inside(inside(holder)[0]) : []) {
    const parts = inside(extension);
    const critical = parts.length > 2 && contents(parts[1]) !== "\0";
    found.set(dotted(parts[0]), { critical, value: contents(parts.at(-1)) });
  }
  return found;
}

function kindOf(facts: Pick<CertificateFacts, "rfc" | "serial">, subject: readonly Part[], issuer: readonly Part[], extensions: ReadonlyMap<string, Extension>): Kind {
  const strange = [...extensions].some(([type, { critical }]) => critical && ![BASIC_CONSTRAINTS, KEY_USAGE, PURPOSES].includes(type as never));
  if (strange || isAuthority(extensions)) return "other";
  const issuedBy = issuer.map(([, text]) => text).join(" ").toLowerCase();
  if (FIREL_WORDS.some((word) => issuedBy.includes(word))) return "firel";
  if (facts.rfc === "" || subject.filter(([type]) => type === RFC).length !== 1 || !/^[0-9]{20}$/.test(facts.serial)) return "other";
  const unit = subject.some(([type]) => type === UNIT);
  const [usage, purposes] = [usageOf(extensions), purposesOf(extensions)];
  const purposesFit = purposes.length === 0 || purposes.some((each) => EFIRMA_PURPOSES.includes(each));
  if (!unit && purposesFit && EFIRMA_USAGE.every((each) => usage.includes(each))) return "efirma";
  return unit && usage.length === CSD_USAGE.length && CSD_USAGE.every((each) => usage.includes(each)) ? "csd" : "other";
}

function isAuthority(extensions: ReadonlyMap<string, Extension>): boolean {
  const value = extensions.get(BASIC_CONSTRAINTS)?.value;
  const [flag] = value === undefined ? [] : inside(parsed(value));
  return flag?.type === forge.asn1.Type.BOOLEAN && contents(flag) !== "\0";
}

function usageOf(extensions: ReadonlyMap<string, Extension>): string[] {
  const value = extensions.get(KEY_USAGE)?.value;
  if (value === undefined) return [];
  const [, ...octets] = contents(forge.asn1.fromDer(value, { strict: true, decodeBitStrings: false } as never));
  const set = (bit: number): boolean => (((octets[bit >> 3] ?? "\0").charCodeAt(0) >> (7 - (bit & 7))) & 1) === 1;
  return USAGES.filter((_, bit) => set(bit));
}

function purposesOf(extensions: ReadonlyMap<string, Extension>): string[] {
  const value = extensions.get(PURPOSES)?.value;
  return value === undefined ? [] : inside(parsed(value)).map(dotted);
}

/** What the key signs: the CMS signed attributes, made here so that signing needs no server.
 *
 * Byte for byte those that the server's own `signed_attributes` makes: it compares before it keeps a signature. */

import forge from "node-forge/lib/forge";
import "node-forge/lib/sha256";
import { binary, bytes, written } from "./der";

const [SEQUENCE, SET, OBJECT_IDENTIFIER, OCTET_STRING, UTC_TIME] = [0x30, 0x31, 0x06, 0x04, 0x17] as const;
const CONTENT_TYPE = "1.2.840.113549.1.9.3"; // RFC 5652 §11.1
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4"; // §11.2
const SIGNING_TIME = "1.2.840.113549.1.9.5"; // §11.3
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"; // RFC 5035 §3
const DATA = "1.2.840.113549.1.7.1"; // RFC 5652 §4

/** DER of `SET OF Attribute` with the universal tag (RFC 5652 §5.4).
 *
 * `manifest` and `certificate` are the bytes that the attributes bind, `at` is in milliseconds since 1970: whole
 * seconds are kept. Throws RangeError for a year that UTCTime cannot say (RFC 5652 §11.3: 1950 to 2049). */
export function signedAttributes(manifest: Uint8Array, certificate: Uint8Array, at: number): Uint8Array {
  // the certificate's digest is SHA-256, the default of ESSCertIDv2: DER leaves its name out
  const named = written(SEQUENCE, written(SEQUENCE, written(SEQUENCE, written(OCTET_STRING, sha256(certificate)))));
  const attributes = [
    attribute(CONTENT_TYPE, identifier(DATA)),
    attribute(MESSAGE_DIGEST, written(OCTET_STRING, sha256(manifest))),
    attribute(SIGNING_TIME, utcTime(at)),
    attribute(SIGNING_CERTIFICATE_V2, named),
  ];
  return written(SET, ...attributes.sort(byBytes)); // X.690 §11.6
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return written(SEQUENCE, identifier(type), written(SET, value));
}

function identifier(oid: string): Uint8Array {
  return written(OBJECT_IDENTIFIER, bytes(forge.asn1.oidToDer(oid).getBytes()));
}

function utcTime(at: number): Uint8Array {
  const digits = new Date(at).toISOString().replace(/\D/g, "").slice(0, 14);
  if (!/^(19[5-9]|20[0-4])/.test(digits)) throw new RangeError("no UTCTime");
  return written(UTC_TIME, bytes(`${digits.slice(2)}Z`));
}

function sha256(data: Uint8Array): Uint8Array {
  return bytes(forge.md.sha256.create().update(binary(data)).digest().getBytes());
}

function byBytes(one: Uint8Array, other: Uint8Array): number {
  const differs = one.findIndex((byte, index) => byte !== other[index]);
  return differs < 0 ? one.length - other.length : (one[differs] ?? 0) - (other[differs] ?? -1);
}

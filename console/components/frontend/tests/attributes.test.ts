import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { signedAttributes } from "../src/efirma/attributes";

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const AT = Date.UTC(2026, 10, 23, 18, 30, 15, 999);

test("the four attributes stand in DER's order, by RFC 5652 and RFC 5035, written out by hand", () => {
  const [manifest, certificate] = [bytes("lista"), bytes("certificado")];
  const contentType = "301806092a864886f70d010903310b06092a864886f70d010701";
  const signingTime = "301c06092a864886f70d010905310f170d3236313132333138333031355a";
  const messageDigest = `302f06092a864886f70d01090431220420${sha256(manifest)}`;
  const signingCertificate = `3037060b2a864886f70d010910022f3128302630243022${"0420"}${sha256(certificate)}`;
  const expected = `3181a2${contentType}${signingTime}${messageDigest}${signingCertificate}`;
  assert.equal(Buffer.from(signedAttributes(manifest, certificate, AT)).toString("hex"), expected);
});

test("a year that UTCTime cannot say is refused", () => {
  for (const year of [1949, 2050]) assert.throws(() => signedAttributes(bytes(""), bytes(""), Date.UTC(year, 1, 1)), RangeError);
});

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createPublicKey, createVerify, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import forge from "node-forge";
import { CredentialProblem, fromBase64, passwordBytes, readCertificate, toBase64, unlock } from "../src/efirma/credentials";

const MESSAGE = new TextEncoder().encode("atributos firmados");
const PASSWORD = "contraseña €1";
const T61_STRING = 20;

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A `.key` as PBES2 with the given cipher; the passphrase may be bytes in any encoding. */
function keyFile(key: KeyObject, passphrase: string | Buffer, cipher = "des-ede3-cbc"): Uint8Array {
  return new Uint8Array(key.export({ type: "pkcs8", format: "der", cipher, passphrase } as never) as unknown as Buffer);
}

/** A certificate with the SAT's oddities: a T61String with Latin-1 in it, and text in 2.5.4.45. */
function certificate(key: KeyObject): Uint8Array {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(key.export({ type: "spki", format: "pem" }) as string);
  made.serialNumber = "01";
  made.validity.notAfter = new Date(Date.now() + 86400000);
  const names = [
    { name: "commonName", value: "MU\u00d1OZ PE\u00d1A", valueTagClass: T61_STRING },
    { type: "2.5.4.45", value: "EKU9003173C9 / VADA800927DJ3", valueTagClass: forge.asn1.Type.PRINTABLESTRING },
  ] as unknown as forge.pki.CertificateField[];
  made.setSubject(names);
  made.setIssuer(names);
  made.sign(forge.pki.privateKeyFromPem(privateKey.export({ type: "pkcs8", format: "pem" }) as string), forge.md.sha256.create());
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(made)).getBytes();
  return Uint8Array.from(der, (character) => character.charCodeAt(0));
}

function verifies(signature: Uint8Array, key: KeyObject): boolean {
  return createVerify("sha256").update(MESSAGE).verify(key, signature);
}

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CredentialProblem) return error.code;
    throw error;
  }
  return "none";
}

const own = readCertificate(certificate(publicKey));

for (const cipher of ["des-ede3-cbc", "aes-256-cbc", "aes-128-cbc"]) {
  test(`a key protected with ${cipher} opens and its signature verifies`, async () => {
    const signer = await unlock(own, keyFile(privateKey, PASSWORD, cipher), PASSWORD);
    assert.ok(verifies(await signer.sign(MESSAGE), publicKey));
  });
}

/** A `.key` as openssl writes it in the old ways; null where this openssl has lost the algorithm. */
function oldKeyFile(algorithm: string, passphrase: string): Uint8Array | null {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const command = ["pkcs8", "-topk8", "-outform", "DER", "-v1", algorithm, "-passout", "env:OLD", "-provider", "default", "-provider", "legacy"];
  const done = spawnSync("openssl", command, { input: pem, env: { ...process.env, OLD: passphrase, LC_ALL: "C.UTF-8" } });
  return done.status === 0 ? new Uint8Array(done.stdout) : null;
}

for (const algorithm of ["PBE-SHA1-3DES", "PBE-SHA1-RC2-40", "PBE-MD5-DES"]) {
  for (const passphrase of ["12345678a", PASSWORD]) {
    test(`a key that openssl protected with ${algorithm} opens with «${passphrase}» and with no other password`, async (context) => {
      const file = oldKeyFile(algorithm, passphrase);
      if (!file) return context.skip(`no openssl that writes ${algorithm}`);
      const signer = await unlock(own, file, passphrase);
      assert.ok(verifies(await signer.sign(MESSAGE), publicKey));
      assert.equal(await problemOf(() => unlock(own, file, `${passphrase}x`)), "wrong_password");
    });
  }
}

test("an encryption that no password would open here is no key, not a wrong password", async (context) => {
  const file = oldKeyFile("PBE-SHA1-RC4-128", "12345678a");
  if (!file) return context.skip("no openssl that writes PBE-SHA1-RC4-128");
  assert.equal(await problemOf(() => unlock(own, file, "12345678a")), "not_a_key");
});

test("a password encoded as windows-1252 opens an older key", async () => {
  const western = Buffer.from("contrase\xf1a \x801", "latin1");
  const signer = await unlock(own, keyFile(privateKey, western), PASSWORD);
  assert.ok(verifies(await signer.sign(MESSAGE), publicKey));
});

test("a password is tried once when both encodings agree or the second lacks a character", () => {
  assert.deepEqual(passwordBytes("12345678a"), ["12345678a"]);
  assert.deepEqual(passwordBytes("ñ"), ["\xc3\xb1", "\xf1"]);
  assert.equal(passwordBytes("contraseña日").length, 1);
});

test("without WebCrypto, as on plain http, forge signs the same signature", async () => {
  const native = await (await unlock(own, keyFile(privateKey, PASSWORD), PASSWORD)).sign(MESSAGE);
  const kept = Object.getOwnPropertyDescriptor(globalThis, "crypto") as PropertyDescriptor;
  Object.defineProperty(globalThis, "crypto", { value: { getRandomValues: crypto.getRandomValues.bind(crypto) }, configurable: true });
  try {
    const signer = await unlock(own, keyFile(privateKey, PASSWORD), PASSWORD);
    assert.deepEqual(await signer.sign(MESSAGE), native);
  } finally {
    Object.defineProperty(globalThis, "crypto", kept);
  }
});

test("each thing that can be wrong has its own code", async () => {
  const key = keyFile(privateKey, PASSWORD);
  const damaged = key.map((byte, index) => (index === key.length - 5 ? byte ^ 1 : byte));
  const bare = new Uint8Array(privateKey.export({ type: "pkcs8", format: "der" }));
  assert.equal(await problemOf(() => unlock(own, key, "otra")), "wrong_password");
  assert.equal(await problemOf(() => unlock(own, key, "")), "wrong_password");
  assert.equal(await problemOf(() => unlock(own, damaged, PASSWORD)), "wrong_password");
  assert.equal(await problemOf(() => unlock(own, keyFile(other.privateKey, PASSWORD), PASSWORD)), "not_a_pair");
  assert.equal(await problemOf(() => unlock(own, bare, PASSWORD)), "not_a_key");
  assert.equal(await problemOf(() => unlock(own, own.der, PASSWORD)), "not_a_key");
  assert.equal(await problemOf(() => unlock(own, new Uint8Array([0x30, 0x84, 255, 255, 255, 255]), PASSWORD)), "not_a_key");
});

test("what is no certificate is refused whatever its bytes", async () => {
  const rubbish = [[], [0x30], [0x30, 0x80], [255, 254], [...new TextEncoder().encode("hola")], [...keyFile(privateKey, PASSWORD)]];
  for (const content of rubbish) {
    assert.equal(await problemOf(() => readCertificate(Uint8Array.from(content))), "not_a_certificate");
  }
});

test("PEM and bare base64 give the same bytes as DER", () => {
  const base64 = (toBase64(own.der).match(/.{1,64}/g) ?? []).join("\r\n");
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  assert.deepEqual(readCertificate(encode(base64)).der, own.der);
  assert.deepEqual(readCertificate(encode(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`)).der, own.der);
  assert.deepEqual(fromBase64(toBase64(Uint8Array.of(0, 127, 128, 255))), Uint8Array.of(0, 127, 128, 255));
});

const folder = process.env["OFICIALIA_EFIRMA"] ?? "";
const real = ["vigentes", "vencidas"].flatMap((name) => {
  const place = join(folder, name);
  return folder && existsSync(place) ? readdirSync(place).filter((file) => file.endsWith(".cer")).map((file) => join(place, file)) : [];
});

test("every real pair of the SAT's test set signs what its certificate verifies", { skip: real.length === 0 && "OFICIALIA_EFIRMA names no folder" }, async () => {
  let pairs = 0;
  for (const path of real) {
    const file = new Uint8Array(readFileSync(path));
    const read = readCertificate(file);
    const key = path.replace(/\.cer$/, ".key");
    if (!existsSync(key)) continue;
    const signer = await unlock(read, new Uint8Array(readFileSync(key)), "12345678a");
    assert.ok(verifies(await signer.sign(MESSAGE), createPublicKey(new X509Certificate(file).publicKey.export({ type: "spki", format: "pem" }) as string)), path);
    pairs += 1;
  }
  assert.ok(pairs > 0);
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Refused } from "../src/api";
import { checkAgreement, comparedText, type SignedDocument } from "../src/efirma/agreement";
import { digestOf, ownDigest, remember } from "../src/own_digests";
import { agrees } from "../src/upload/transport";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const doc = (id: string, name: string): SignedDocument => ({ id, name, sha256: sha256(name), size_text: "1 KB", classification: "publica", summary: "" });
const line = (name: string, digest = sha256(name)): string => `${digest}  data/documentos/${name}\n`;
const FIELDS = `${sha256("{}")}  data/promocion.json\n`;
const raised = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof Refused ? error.failure.code : String(error);
  }
  return "";
};

test("a list that agrees is compared document by document, whatever its names hold", () => {
  const documents = [doc("a1", "Año «1»\u2028%0A.pdf"), doc("a2", "dos  espacios.txt")];
  const manifest = documents.map(({ name }) => line(name)).join("") + FIELDS;
  remember("a1", documents[0]?.sha256 ?? "");
  assert.deepEqual(checkAgreement(manifest, documents), { compared: 1, earlier: 1 });
});

test("a document more, one less, another digest, no fields or a bent line are found out", () => {
  const documents = [doc("c1", "a")];
  for (const manifest of [line("a") + line("b") + FIELDS, FIELDS, line("a", sha256("z")) + FIELDS, line("a"), line("a") + FIELDS + "x\n", line("a") + line("a") + FIELDS]) {
    assert.equal(raised(() => checkAgreement(manifest, documents)), "manifest_differs", manifest);
  }
});

test("a document of which the server stored other bytes is named", () => {
  remember("d1", sha256("lo que yo subí"));
  const manifest = line("a") + FIELDS;
  assert.equal(raised(() => checkAgreement(manifest, [doc("d1", "a")])), "stored_differs");
});

test("an upload whose answer names another digest is refused, and what was sent is remembered", async () => {
  const own = await digestOf(new Blob(["contenido"]));
  assert.equal(own, sha256("contenido"));
  assert.equal(agrees({ id: 7, name: "a", sha256: sha256("otro") }, own), false);
  assert.equal(ownDigest("7"), own);
  assert.equal(agrees({ id: 8, name: "a", sha256: own ?? "" }, own), true);
  assert.equal(agrees({ id: 9, name: "a" }, null), true);
  assert.equal(ownDigest(9 as unknown as string), undefined);
});

test("what was compared is told in words", () => {
  assert.equal(comparedText({ compared: 2, earlier: 0 }), "2 documentos coinciden con los archivos de su equipo");
  assert.match(comparedText({ compared: 0, earlier: 1 }), /^1 documento sin comparar/);
});

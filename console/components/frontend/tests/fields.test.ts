import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Refused } from "../src/api";
import type { SignedDocument } from "../src/efirma/agreement";
import { signedFields } from "../src/efirma/fields";

const manifestOf = (bytes: Buffer): string => `${createHash("sha256").update(bytes).digest("hex")}  data/promocion.json\n`;
const rows = (bytes: Buffer, manifest = manifestOf(bytes), documents: readonly SignedDocument[] = []): unknown =>
  signedFields(manifest, bytes.toString("base64"), [["Tipo de procedimiento", "Denuncia"]], documents);
const doc = (name: string, classification = "publica", summary = ""): SignedDocument => ({ id: name, name, sha256: "", size_text: "", classification, summary });
const refused = (error: unknown): boolean => error instanceof Refused && error.failure.code === "fields_differ";

test("what is shown is what the bytes say, in the form's order, and nothing signed is hidden", () => {
  const bytes = Buffer.from(JSON.stringify({ documentos: [], zeta: 7, descripcion: "año «1»\u2028", tipo_procedimiento: "DEN", tipo_promocion: "inicial", expediente: "", procedimiento: "P" }));
  assert.deepEqual(rows(bytes), [
    ["Procedimiento", "P"],
    ["Tipo de promoción", "Inicial"],
    ["Tipo de procedimiento", "DEN (Denuncia)"],
    ["Descripción de la promoción", "año «1»\u2028"],
    ["zeta", "7"],
  ]);
});

test("a code of another list, even a name that every object has, is shown as it is", () => {
  assert.deepEqual(rows(Buffer.from('{"documentos":[],"tipo_promocion":"toString","caracter":"otro"}')), [["Tipo de promoción", "toString"], ["Carácter del promovente", "otro"]]);
});

test("bytes that the manifest does not name, or that are no fields, are refused", () => {
  const good = Buffer.from('{"documentos":[]}');
  assert.throws(() => rows(good, manifestOf(Buffer.from('{"documentos":[]} '))), refused);
  assert.throws(() => rows(good, ""), refused);
  for (const bytes of [Buffer.from("[]"), Buffer.from("null"), Buffer.from("{"), Buffer.from([0x7b, 0xff, 0x7d]), Buffer.alloc(5_000_000, " ")]) {
    assert.throws(() => rows(bytes), refused);
  }
  assert.throws(() => signedFields(manifestOf(good), "no es base64!", [], []), refused);
  assert.throws(() => signedFields(manifestOf(good), undefined as unknown as string, [], []), refused);
});

test("order, classes and summaries that are signed are those that the page shows, or nothing is signed", () => {
  const documents = [doc("a/1.pdf"), doc("2.pdf", "confidencial", "Qué contiene")];
  const entries = [
    { orden: 1, nombre: "a/1.pdf", clasificacion: "publica" },
    { orden: 2, nombre: "2.pdf", clasificacion: "confidencial", resumen: "Qué contiene" },
  ] as const;
  const [first, second] = entries;
  const asked = (documentos: unknown): (() => unknown) => {
    const bytes = Buffer.from(JSON.stringify({ folio: "PRO-1", documentos }));
    return () => rows(bytes, manifestOf(bytes), documents);
  };
  assert.deepEqual(asked(entries)(), [["Folio", "PRO-1"]]);
  const others: readonly unknown[] = [
    undefined,
    {},
    [first],
    [second, first],
    [first, second, second],
    [first, null],
    [first, { ...second, clasificacion: "publica" }],
    [first, { ...second, resumen: "Otra cosa" }],
    [first, { orden: 2, nombre: "2.pdf", clasificacion: "confidencial" }],
    [{ ...first, resumen: "Algo" }, second],
    [{ ...first, nombre: "1.pdf" }, second],
    [{ ...first, oculto: "x" }, second],
  ];
  for (const other of others) {
    assert.throws(asked(other), (error: unknown) => error instanceof Refused && error.failure.code === "classes_differ", JSON.stringify(other));
  }
});

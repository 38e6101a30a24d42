import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Refused } from "../src/api";
import { signedFields } from "../src/efirma/fields";

const manifestOf = (bytes: Buffer): string => `${createHash("sha256").update(bytes).digest("hex")}  data/promocion.json\n`;
const rows = (bytes: Buffer, manifest = manifestOf(bytes)): unknown => signedFields(manifest, bytes.toString("base64"), [["Tipo de procedimiento", "Denuncia"]]);
const refused = (error: unknown): boolean => error instanceof Refused && error.failure.code === "fields_differ";

test("what is shown is what the bytes say, in the form's order, and nothing signed is hidden", () => {
  const bytes = Buffer.from(JSON.stringify({ zeta: 7, descripcion: "año «1»\u2028", tipo_procedimiento: "DEN", tipo_promocion: "inicial", expediente: "", procedimiento: "P" }));
  assert.deepEqual(rows(bytes), [
    ["Procedimiento", "P"],
    ["Tipo de promoción", "Inicial"],
    ["Tipo de procedimiento", "DEN (Denuncia)"],
    ["Descripción de la promoción", "año «1»\u2028"],
    ["zeta", "7"],
  ]);
});

test("a code of another list, even a name that every object has, is shown as it is", () => {
  assert.deepEqual(rows(Buffer.from('{"tipo_promocion":"toString","caracter":"otro"}')), [["Tipo de promoción", "toString"], ["Carácter del promovente", "otro"]]);
});

test("bytes that the manifest does not name, or that are no fields, are refused", () => {
  const good = Buffer.from("{}");
  assert.throws(() => rows(good, manifestOf(Buffer.from("{} "))), refused);
  assert.throws(() => rows(good, ""), refused);
  for (const bytes of [Buffer.from("[]"), Buffer.from("null"), Buffer.from("{"), Buffer.from([0x7b, 0xff, 0x7d]), Buffer.alloc(300_000, " ")]) {
    assert.throws(() => rows(bytes), refused);
  }
  assert.throws(() => signedFields(manifestOf(good), "no es base64!"), refused);
  assert.throws(() => signedFields(manifestOf(good), undefined as unknown as string), refused);
});

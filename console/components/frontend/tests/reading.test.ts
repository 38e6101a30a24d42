import assert from "node:assert/strict";
import { test } from "node:test";
import { luminance } from "../src/streamlit";
import { sorted, type StoredDocument } from "../src/upload/documents";
import { remainingText, shortDigest, sizeText } from "../src/words";

test("sizes count in 1024 and read as in Mexico", () => {
  assert.deepEqual([1, 1023, 1536, 52428800].map(sizeText), ["1 byte", "1023 bytes", "1.5 KB", "50 MB"]);
});

test("the time left is said in seconds, then minutes, and not at all when unknown", () => {
  assert.deepEqual([1, 12.2, 61, Infinity, NaN].map(remainingText), ["casi listo", "quedan 13 s", "quedan 2 min", "", ""]);
});

test("a digest is shortened to its two ends", () => {
  assert.equal(shortDigest("0123456789abcdef".repeat(4)), "01234567…cdef");
});

test("black and white lie at the ends of luminance", () => {
  assert.equal(luminance(0, 0, 0), 0);
  assert.ok(Math.abs(luminance(255, 255, 255) - 1) < 1e-9);
});

test("documents sort by name as a person would, and by size in bytes", () => {
  const make = (name: string, size_bytes: number): StoredDocument => ({ id: name, name, size_bytes, sha256: "", added_at_text: "", findings: [], media_label: "" });
  const documents = [make("anexo 10", 1), make("Ánexo 2", 30), make("balance", 4)];
  const names = (sorting: Parameters<typeof sorted>[1]): string[] => sorted(documents, sorting).map(({ name }) => name);
  assert.deepEqual(names({ column: "name", direction: 1 }), ["Ánexo 2", "anexo 10", "balance"]);
  assert.deepEqual(names({ column: "size", direction: -1 }), ["Ánexo 2", "balance", "anexo 10"]);
  assert.deepEqual(names(null), ["anexo 10", "Ánexo 2", "balance"]);
});

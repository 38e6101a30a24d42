import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { columnName, framed } from "../src/viewer/content";
import { commandFor } from "../src/viewer/keys";
import { imageWidth } from "../src/viewer/pages";
import { Reading, type Seen } from "../src/viewer/reading";
import { luminance } from "../src/streamlit";
import { sorted, type StoredDocument } from "../src/upload/list";
import { remainingText, shortDigest, sizeText } from "../src/words";

function reading(): { reading: Reading; reports: Seen[] } {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const reports: Seen[] = [];
  return { reading: new Reading((seen) => reports.push(seen)), reports };
}

test("a document goes from unopened to partly to full as its pages are seen", () => {
  const { reading: one } = reading();
  one.measure("a", 2);
  assert.equal(one.progress("a"), "unopened");
  one.see("a", 2);
  assert.equal(one.progress("a"), "partly");
  one.see("a", 1);
  assert.equal(one.progress("a"), "full");
});

test("a document whose length is not known is never full", () => {
  const { reading: one } = reading();
  one.see("a", 1);
  assert.equal(one.progress("a"), "partly");
});

test("the report waits until the reader rests, and is one for many pages", () => {
  const { reading: one, reports } = reading();
  one.see("a", 2);
  mock.timers.tick(1400);
  one.see("a", 1);
  mock.timers.tick(1400);
  assert.deepEqual(reports, []);
  mock.timers.tick(100);
  assert.deepEqual(reports, [{ a: [1, 2] }]);
});

test("a page seen again is not news", () => {
  const { reading: one, reports } = reading();
  one.see("a", 1);
  mock.timers.tick(1500);
  assert.equal(one.see("a", 1), false);
  mock.timers.tick(5000);
  assert.equal(reports.length, 1);
});

test("what an earlier visit saw counts, without being reported again", () => {
  const { reading: one, reports } = reading();
  one.measure("a", 2);
  one.remember({ a: [1] });
  one.see("a", 1);
  mock.timers.tick(5000);
  assert.deepEqual(reports, []);
  one.see("a", 2);
  mock.timers.tick(1500);
  assert.deepEqual(reports, [{ a: [1, 2] }]);
});

test("what was not reported yet is reported on leaving", () => {
  const { reading: one, reports } = reading();
  one.see("a", 1);
  one.flush();
  one.flush();
  assert.equal(reports.length, 1);
});

test("nothing of a document's markup comes before the policy that disarms it", () => {
  const page = framed("<script>alert(1)</script>");
  assert.ok(page.indexOf("default-src 'none'") < page.indexOf("<script>"));
  assert.ok(page.indexOf('<base target="_blank">') < page.indexOf("<script>"));
});

test("keys with Ctrl, Alt or Meta belong to the browser", () => {
  const press = { key: "0", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  assert.equal(commandFor(press), "fit");
  assert.equal(commandFor({ ...press, ctrlKey: true }), null);
  assert.equal(commandFor({ ...press, key: "ArrowLeft", altKey: true }), null);
  assert.equal(commandFor({ ...press, key: " ", shiftKey: true }), "pageUp");
  assert.equal(commandFor({ ...press, key: "q" }), null);
});

test("the server is asked for the next of a few widths, and never beyond the largest", () => {
  assert.deepEqual([imageWidth(300, 1), imageWidth(700, 2), imageWidth(9000, 3)], [640, 1600, 2200]);
});

test("columns are named as in a spreadsheet", () => {
  assert.deepEqual([0, 25, 26, 701, 702].map(columnName), ["A", "Z", "AA", "ZZ", "AAA"]);
});

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

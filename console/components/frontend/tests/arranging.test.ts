import assert from "node:assert/strict";
import { test } from "node:test";
import { asGiven, byFolder, folderPaths, folderShifted, isGrouped, sections, shifted, sorted, within, type StoredDocument } from "../src/upload/documents";
import { sift } from "../src/upload/gathering";
import { Shelf } from "../src/upload/shelf";
import type { Acts } from "../src/upload/acts";
import { remarks } from "../src/upload/zone";

const make = (name: string, position: number): StoredDocument => ({
  id: name, name, position, size_bytes: 1, sha256: "", added_at_text: "", findings: [], media_label: "",
});
const filed = (...names: string[]): StoredDocument[] => names.map((name, index) => make(name, index + 1));
const names = (documents: readonly StoredDocument[] | null): string[] => (documents ?? []).map(({ name }) => name);
const found = (...paths: string[]): { file: File; path: string }[] => paths.map((path) => ({ file: new File(["x"], "x"), path }));

test("documents stand by folder, each folder where its first document is filed, empty ones last", () => {
  const documents = filed("b/1.pdf", "escrito.pdf", "a/2.pdf", "a/x/3.pdf", "b/4.pdf");
  const shown = sections(documents, ["vacía", "b", "a", "a/x"]).map(({ folder, depth, documents: own }) => [folder, depth, names(own)]);
  assert.deepEqual(shown, [
    ["", 0, ["escrito.pdf"]],
    ["b", 1, ["b/1.pdf", "b/4.pdf"]],
    ["a", 1, ["a/2.pdf"]],
    ["a/x", 2, ["a/x/3.pdf"]],
    ["vacía", 1, []],
  ]);
  assert.equal(isGrouped(documents), false);
  assert.deepEqual(folderPaths(documents, []), ["b", "a", "a/x"]);
});

test("a document moves by one within its folder, and never out of it", () => {
  const documents = filed("1.pdf", "2.pdf", "a/3.pdf", "a/4.pdf");
  assert.deepEqual(names(shifted(documents, "2.pdf", -1)), ["2.pdf", "1.pdf", "a/3.pdf", "a/4.pdf"]);
  assert.deepEqual([shifted(documents, "2.pdf", 1), shifted(documents, "1.pdf", -1), shifted(documents, "a/3.pdf", -1)], [null, null, null]);
});

test("a folder moves past its neighbour with all that lies in it", () => {
  const documents = filed("1.pdf", "a/2.pdf", "a/x/3.pdf", "b/4.pdf");
  assert.deepEqual(names(folderShifted(documents, "b", -1)), ["1.pdf", "b/4.pdf", "a/2.pdf", "a/x/3.pdf"]);
  assert.equal(folderShifted(documents, "a/x", 1), null);
});

test("what lies in a folder is not what lies in one whose name only begins like it", () => {
  assert.deepEqual(names(within(filed("a/1.pdf", "ab/2.pdf", "A/x/3.pdf"), "a")), ["a/1.pdf", "A/x/3.pdf"]);
});

test("files that overtook each other are filed as they were given, in the places that they have", () => {
  const documents = filed("antes.pdf", "2.pdf", "1.pdf", "después.pdf");
  const given = new Map([["1.pdf", 1], ["2.pdf", 2]]);
  assert.deepEqual(names(asGiven(documents, given, false)), ["antes.pdf", "1.pdf", "2.pdf", "después.pdf"]);
});

test("a file added to a folder joins it where the list followed the folders before, and only there", () => {
  const documents = filed("a/1.pdf", "b/2.pdf", "a/3.pdf");
  const given = new Map([["a/3.pdf", 1]]);
  assert.deepEqual(names(asGiven(documents, given, true)), ["a/1.pdf", "a/3.pdf", "b/2.pdf"]);
  assert.deepEqual(names(asGiven(documents, given, false)), ["a/1.pdf", "b/2.pdf", "a/3.pdf"]);
});

test("paths sort with a folder's own files before its folders, and numbers as numbers", () => {
  const paths = ["c/x/1", "c/10", "c/9", "b/2", "z"];
  assert.deepEqual([...paths].sort(byFolder), ["z", "b/2", "c/9", "c/10", "c/x/1"]);
});

test("looking by date sorts days of different months, and leaves the order that is filed alone", () => {
  const documents = [
    { ...make("a", 1), added_at_text: "02/12/2026 09:00" },
    { ...make("b", 2), added_at_text: "30/11/2026 10:00" },
  ];
  assert.deepEqual(names(sorted(documents, { column: "added", direction: 1 })), ["b", "a"]);
  assert.deepEqual(names(sorted(documents, null)), ["a", "b"]);
});

test("files of the operating system are left out and named; a folder's files come in its order", () => {
  const gathered = sift(found("c/b.pdf", "c/.DS_Store", "c/a.pdf", "c/~$a.docx"), ["c/vacía"]);
  assert.deepEqual(gathered.files.map(({ path }) => path), ["c/a.pdf", "c/b.pdf"]);
  const [left, empty] = remarks(gathered);
  assert.match(left ?? "", /c\/\.DS_Store, c\/~\$a\.docx/);
  assert.match(empty ?? "", /carpetas vacías: c\/vacía/);
});

test("files chosen one by one keep the person's order", () => {
  assert.deepEqual(sift(found("b.pdf", "a.pdf"), []).files.map(({ path }) => path), ["b.pdf", "a.pdf"]);
});

test("a folder of thousands is taken for a mistake, and nothing of it is taken", () => {
  const gathered = sift(found(...Array.from({ length: 1001 }, (_, index) => `c/${index}`)), []);
  assert.deepEqual([gathered.files.length, gathered.tooMany], [0, true]);
  assert.match(remarks(gathered)[0] ?? "", /más de 1,000 archivos/);
});

test("moves pressed while one is on its way are sent as one order, and a refusal takes them back", async () => {
  const asked: string[] = [];
  const answers: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
  const acts = { order: (ids: readonly string[]) => (asked.push(ids.join("")), new Promise<void>((resolve, reject) => answers.push({ resolve, reject }))) };
  const shelf = new Shelf(acts as unknown as Acts, () => undefined, () => undefined);
  const [a, b, c] = filed("a", "b", "c") as [StoredDocument, StoredDocument, StoredDocument];
  shelf.receive({ documents: [a, b, c], folders: [] });
  const first = shelf.order([b, a, c], "");
  void shelf.order([b, c, a], "");
  void shelf.order([c, b, a], "");
  assert.equal(shelf.receive({ documents: [a, b, c], folders: [] }), false);
  answers[0]?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(asked, ["bac", "cba"]);
  answers[1]?.reject(new Error("refused"));
  await assert.rejects(first);
  assert.deepEqual(names(sorted(shelf.contents.documents, null)), ["a", "b", "c"]);
});

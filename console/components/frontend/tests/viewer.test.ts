import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { framed } from "../src/viewer/content";
import { firstFrom, fold, occurrences, placeOf } from "../src/viewer/finding";
import { GAP, Geometry, unitOf } from "../src/viewer/geometry";
import { commandFor } from "../src/viewer/keys";
import { imageWidth } from "../src/viewer/page";
import { coverageWords, Dwelling, Reading } from "../src/viewer/reading";
import { Standing } from "../src/viewer/standing";
import { columnName, isFigure } from "../src/viewer/table";

interface Report {
  readonly id: string;
  readonly pages: readonly number[];
  readonly leaving: boolean;
}

function reading(fails = 0): { one: Reading; reports: Report[] } {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const reports: Report[] = [];
  let left = fails;
  const one = new Reading((id, pages, leaving) => {
    reports.push({ id, pages, leaving });
    return left-- > 0 ? Promise.reject(new Error("no network")) : Promise.resolve();
  });
  return { one, reports };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

test("a document goes from unopened to partly to full as its pages are seen", () => {
  const { one } = reading();
  one.measure("a", 2);
  assert.equal(one.progress("a"), "unopened");
  one.see("a", 2);
  assert.equal(one.progress("a"), "partly");
  one.see("a", 1);
  assert.equal(one.progress("a"), "full");
});

test("a document whose length is not known is never full", () => {
  const { one } = reading();
  one.see("a", 1);
  assert.equal(one.progress("a"), "partly");
});

test("the report waits until the reader rests, and tells only what is new, one for each document", async () => {
  const { one, reports } = reading();
  one.see("a", 2);
  mock.timers.tick(1400);
  one.see("a", 1);
  one.see("b", 7);
  mock.timers.tick(1400);
  assert.deepEqual(reports, []);
  mock.timers.tick(100);
  await settle();
  assert.deepEqual(reports, [
    { id: "a", pages: [1, 2], leaving: false },
    { id: "b", pages: [7], leaving: false },
  ]);
  one.see("a", 3);
  mock.timers.tick(1500);
  await settle();
  assert.deepEqual(reports.at(-1), { id: "a", pages: [3], leaving: false });
});

test("a page seen again is not news, nor one seen on an earlier visit", async () => {
  const { one, reports } = reading();
  one.remember("a", [1]);
  assert.equal(one.see("a", 1), false);
  assert.equal(one.see("a", 2), true);
  assert.equal(one.see("a", 2), false);
  mock.timers.tick(5000);
  await settle();
  assert.deepEqual(reports, [{ id: "a", pages: [2], leaving: false }]);
});

test("a report that did not arrive is sent again, with what was seen meanwhile", async () => {
  const { one, reports } = reading(1);
  one.see("a", 1);
  mock.timers.tick(1500);
  await settle();
  one.see("a", 2);
  mock.timers.tick(1500);
  await settle();
  assert.deepEqual(reports.map(({ pages }) => pages), [[1], [1, 2]]);
});

test("what was not reported yet is reported on leaving, once", () => {
  const { one, reports } = reading();
  one.see("a", 1);
  one.flush();
  one.flush();
  assert.deepEqual(reports, [{ id: "a", pages: [1], leaving: true }]);
});

test("whoever turns to the decision at once has what they read reported before it, once", async () => {
  const { one, reports } = reading();
  one.see("a", 1);
  one.report();
  one.report();
  await settle();
  mock.timers.tick(5000);
  await settle();
  assert.deepEqual(reports, [{ id: "a", pages: [1], leaving: false }]);
});

test("where the reader stands is told once they rest or turn away, and not twice", () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const told: (number | null)[] = [];
  const standing = new Standing(({ page }) => told.push(page));
  standing.now();
  standing.at({ document: "a", page: 1 });
  mock.timers.tick(599);
  standing.at({ document: "a", page: 2 });
  assert.deepEqual(told, []);
  standing.now();
  assert.deepEqual(told, [2]);
  mock.timers.tick(600);
  standing.at({ document: "a", page: 3 });
  mock.timers.tick(600);
  assert.deepEqual(told, [2, 3]);
});

test("a page counts once it has stood for a second without leaving", () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const stayed: number[] = [];
  const clocks = new Dwelling((page) => stayed.push(page));
  clocks.show([1, 2]);
  mock.timers.tick(600);
  clocks.show([2, 3]);
  mock.timers.tick(400);
  assert.deepEqual(stayed, [2]);
  clocks.show([]);
  clocks.show([3]);
  mock.timers.tick(999);
  assert.deepEqual(stayed, [2]);
  mock.timers.tick(1);
  assert.deepEqual(stayed, [2, 3]);
});

test("how much was seen is said in words", () => {
  assert.equal(coverageWords(9, 11, "pages"), "visto 9 de 11 páginas");
  assert.equal(coverageWords(1, 3, "sheets"), "vistas 1 de 3 hojas");
  assert.deepEqual([coverageWords(0, 1, "sheets"), coverageWords(1, 1, "pages")], ["sin ver", "visto"]);
  assert.deepEqual([coverageWords(0, 1, "taken"), coverageWords(1, 1, "taken")], ["sin descargar", "original descargado"]);
});

test("case, accents, ligatures and line ends do not count in a search, and positions are those of the original", () => {
  const original = "La ACCIÓN\n colectiva y la reac\u00ad\nción; o\uFB03cio";
  assert.deepEqual(occurrences(fold(original), "accion").map(([a, b]) => original.slice(a, b)), ["ACCIÓN", "ac\u00ad\nción"]);
  assert.deepEqual(occurrences(fold(original), " Acción  Colectiva ").map(([a, b]) => original.slice(a, b)), ["ACCIÓN\n colectiva"]);
  assert.deepEqual(occurrences(fold(original), "oficio").length, 0);
  assert.deepEqual(occurrences(fold(original), "OFFICIO").map(([a, b]) => original.slice(a, b)), ["o\uFB03cio"]);
  assert.deepEqual(occurrences(fold("aaaa"), "aa"), [[0, 2], [2, 4]]);
  assert.deepEqual(occurrences(fold("x"), " \n"), []);
});

test("a hit is found by page and place, and searching begins at the page before the reader", () => {
  const pages = [[2, 3], [5, 1], [9, 2]] as const;
  assert.deepEqual([0, 2, 3, 5, 6].map((index) => placeOf(pages, index)), [
    { page: 2, within: 0 },
    { page: 2, within: 2 },
    { page: 5, within: 0 },
    { page: 9, within: 1 },
    null,
  ]);
  assert.deepEqual([1, 3, 9, 10].map((page) => firstFrom(pages, page)), [0, 3, 4, 0]);
});

test("pages lie one under another, fitted or at their own size, and turn over", () => {
  const geometry = new Geometry(3, [[612, 792], [792, 612]], 96 / 72);
  geometry.layOut({ width: 612, height: 400 }, "width", 0);
  assert.deepEqual([geometry.widths, geometry.heights], [[612, 612, 612], [792, 473, 792]]);
  assert.deepEqual(geometry.tops, [0, 792 + GAP, 792 + 473 + 2 * GAP]);
  assert.deepEqual([-5, 0, 805, 806, 1e9].map((y) => geometry.pageAt(y)), [1, 1, 1, 2, 3]);
  geometry.layOut({ width: 612, height: 396 }, "page", 0);
  assert.deepEqual([geometry.widths[0], geometry.heights[0]], [306, 396]);
  geometry.layOut({ width: 612, height: 400 }, 1, 1);
  assert.deepEqual([geometry.widths[0], geometry.heights[0]], [1056, 816]);
  assert.equal(geometry.scale(1), 1);
});

test("half a page, or half a window full of it, stands before the reader", () => {
  const geometry = new Geometry(2, [[100, 1000]], 1);
  geometry.layOut({ width: 100, height: 200 }, 1, 0);
  assert.equal(geometry.share(1, 0, 200), 1);
  assert.equal(geometry.share(1, 950, 1150), 0.05);
  assert.ok(geometry.share(2, 950, 1150) >= 0.5);
});

test("a page whose size was not told is learnt from its picture, once", () => {
  const geometry = new Geometry(2, [[100, 100]], 1);
  assert.equal(geometry.learn(1, 10, 20), false);
  assert.equal(geometry.learn(2, 10, 20), true);
  assert.equal(geometry.learn(2, 10, 30), false);
  geometry.layOut({ width: 100, height: 100 }, 1, 0);
  assert.deepEqual(geometry.heights, [100, 200]);
  assert.equal(new Geometry(1, [[NaN, -1]], 1).learn(1, 5, 5), true);
});

test("a scan of thousands of pixels is shown at the size of its paper", () => {
  assert.deepEqual([unitOf([[612, 792]]), unitOf([[2550, 3300]]), unitOf([])], [96 / 72, 816 / 2550, 96 / 72]);
});

test("keys with Ctrl, Alt or Meta belong to the browser, but for searching within the viewer", () => {
  const press = { key: "0", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  assert.equal(commandFor(press), "fitWidth");
  assert.equal(commandFor({ ...press, ctrlKey: true }), null);
  assert.equal(commandFor({ ...press, key: "ArrowLeft", altKey: true }), null);
  assert.equal(commandFor({ ...press, key: " ", shiftKey: true }), "pageUp");
  assert.equal(commandFor({ ...press, key: "R" }), "turn");
  assert.equal(commandFor({ ...press, key: "q" }), null);
  assert.equal(commandFor({ ...press, key: "f", ctrlKey: true }, true), "search");
  assert.equal(commandFor({ ...press, key: "f", ctrlKey: true }, false), null);
  assert.deepEqual([true, false].map((shiftKey) => commandFor({ ...press, key: "F3", shiftKey })), ["previousHit", "nextHit"]);
});

test("the server is asked for the next of a few widths, and never beyond the largest", () => {
  assert.deepEqual([imageWidth(300, 1), imageWidth(700, 2), imageWidth(9000, 3)], [640, 1600, 2000]);
});

test("columns are named as in a spreadsheet", () => {
  assert.deepEqual([0, 25, 26, 701, 702].map(columnName), ["A", "Z", "AA", "ZZ", "AAA"]);
});

test("figures are told from texts that begin with one", () => {
  assert.deepEqual(["1234.5", "-3", "12 %", "12a", "", "2026-11-22"].map((text) => isFigure(text, text)), [true, true, true, false, false, false]);
});

test("nothing of a document's markup comes before the policy that disarms it", () => {
  const page = framed("<script>alert(1)</script>");
  assert.ok(page.indexOf("default-src 'none'") < page.indexOf("<script>"));
  assert.ok(page.indexOf('<base target="_blank">') < page.indexOf("<script>"));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { isPlain, TypeAhead, type Press } from "../src/desk/type_ahead";

class Page {
  time = 0;
  drawing = false;
  readonly ahead = new TypeAhead({ isDrawing: () => this.drawing, now: () => this.time });

  type(text: string): boolean[] {
    return [...text].map((key) => this.ahead.take(press({ key })));
  }
}

function press(given: Partial<Press>): Press {
  return { key: "a", ctrlKey: false, altKey: false, metaKey: false, isComposing: false, repeat: false, ...given };
}

test("keys are the page's as long as no dialog was asked for", () => {
  const page = new Page();
  page.drawing = true;
  assert.deepEqual(page.type("jn"), [false, false]);
  assert.equal(page.ahead.release(), "");
});

test("what is typed until the field is there is kept for it, once", () => {
  const page = new Page();
  page.ahead.begin();
  page.type("Co");
  page.time = 400;
  page.drawing = true;
  page.type("nnñ");
  assert.equal(page.ahead.take(press({ key: "Backspace" })), true);
  assert.equal(page.ahead.take(press({ key: "o", repeat: true })), true);
  assert.equal(page.ahead.release(), "Conn");
  assert.equal(page.ahead.release(), "");
  assert.deepEqual(page.type("j"), [false]);
});

test("Enter and chords: the first is held back, the others go their way", () => {
  const page = new Page();
  page.ahead.begin();
  assert.equal(page.ahead.take(press({ key: "Enter" })), true);
  assert.equal(page.ahead.take(press({ key: "Enter", ctrlKey: true })), false);
  assert.equal(page.ahead.take(press({ key: "Tab" })), false);
  assert.equal(page.ahead.take(press({ key: "Escape" })), false);
  assert.equal(page.ahead.release(), "");
});

test("an accent that waits for its vowel is left to the field", () => {
  assert.equal(isPlain(press({ key: "Dead" })), false);
  assert.equal(isPlain(press({ key: "Process" })), false);
  assert.equal(isPlain(press({ key: "á" })), true);
});

test("letters that came by no key stand where they came", () => {
  const page = new Page();
  page.ahead.begin();
  page.type("el ");
  page.ahead.add("á");
  page.type("rea");
  assert.equal(page.ahead.release(), "el área");
});

test("a key whose button could not be pressed holds nothing back for long", () => {
  const page = new Page();
  page.ahead.begin();
  assert.deepEqual(page.type("j"), [true]);
  page.time = 1501;
  assert.deepEqual(page.type("j"), [false]);
  assert.equal(page.ahead.release(), "");
});

test("a server that never answers does not take the keys away for ever", () => {
  const page = new Page();
  page.drawing = true;
  page.ahead.begin();
  page.time = 10_001;
  assert.deepEqual(page.type("j"), [false]);
});

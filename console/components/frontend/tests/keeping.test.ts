import { strict as assert } from "node:assert";
import { mock, test } from "node:test";
import { Keeping, type State } from "../src/draft/keeping";

interface Kept {
  readonly keeping: Keeping;
  readonly sent: [string, boolean][];
  readonly shown: State[];
  answer: () => Promise<void>;
}

function keeping(text = ""): Kept {
  const sent: [string, boolean][] = [];
  const shown: State[] = [];
  const kept = { sent, shown, answer: async () => undefined } as { sent: typeof sent; shown: typeof shown; answer: () => Promise<void>; keeping: Keeping };
  kept.keeping = new Keeping(
    async (typed, leaving) => {
      sent.push([typed, leaving]);
      await kept.answer();
    },
    (state) => shown.push(state),
    text,
    () => 5,
  );
  return kept;
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
};

test("what is typed is kept once, when whoever types rests", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { keeping: draft, sent, shown } = keeping();
  for (const text of ["F", "Fa", "Falta"]) draft.typed(text);
  mock.timers.tick(699);
  assert.deepEqual(sent, []);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual(sent, [["Falta", false]]);
  assert.deepEqual(shown.at(-1), { kind: "kept", at: 5 });
  draft.flush();
  assert.equal(sent.length, 1);
  mock.timers.reset();
});

test("what did not arrive is told again, and said to be unsaved meanwhile", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const made = keeping();
  made.answer = () => Promise.reject(new Error("no network"));
  made.keeping.typed("Falta");
  mock.timers.tick(700);
  await settled();
  assert.deepEqual(made.shown.at(-1), { kind: "failed" });
  made.answer = async () => undefined;
  mock.timers.tick(8000);
  await settled();
  assert.deepEqual(made.shown.at(-1), { kind: "kept", at: 5 });
  assert.equal(made.sent.length, 2);
  mock.timers.reset();
});

test("leaving the field or the page tells what was not told", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { keeping: draft, sent } = keeping();
  draft.typed("Falta");
  draft.rest();
  assert.deepEqual(sent, [["Falta", false]]);
  const leaving = keeping();
  leaving.keeping.typed("Falta el anexo");
  leaving.keeping.flush();
  assert.deepEqual(leaving.sent, [["Falta el anexo", true]]);
  mock.timers.reset();
});

test("a draft that was on its way when its text was published is emptied after it", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { keeping: draft, sent } = keeping();
  draft.typed("Falta");
  draft.rest();
  draft.settle("");
  assert.equal(draft.isPending, false);
  await settled();
  mock.timers.tick(0);
  await settled();
  assert.deepEqual(sent, [
    ["Falta", false],
    ["", false],
  ]);
  mock.timers.reset();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Watch, type Answer, type Scene, type Standing } from "../src/session/watch";
import { wordsOf } from "../src/session/words";

const MINUTE = 60_000;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function standing(changes: Partial<Standing> = {}): Standing {
  return { person: "ana", csrf: "one", idle_seconds: 3600, final_seconds: 43_200, warn_seconds: 300, ...changes };
}

/** A watch whose clock, server and connection are the test's. */
function watching(first: Answer) {
  const scenes: Scene[] = [];
  const world = { now: 0, answer: first, connected: true, lives: [] as string[], reloads: 0, returns: 0, next: Infinity };
  let task: () => void = () => undefined;
  const watch = new Watch("ana", {
    ask: async () => world.answer,
    live: async (csrf) => (world.lives.push(csrf), world.answer),
    now: () => world.now,
    later: (what, milliseconds) => {
      [task, world.next] = [what, milliseconds];
      return () => (task = () => undefined);
    },
    connected: () => world.connected,
    show: (scene) => scenes.push(scene),
    reload: () => world.reloads++,
    returned: () => world.returns++,
  });
  const look = async (): Promise<string | undefined> => (await watch.look(), scenes.at(-1)?.kind);
  const pass = async (): Promise<string | undefined> => ((world.now += world.next), task(), await settled(), scenes.at(-1)?.kind);
  return { watch, world, scenes, look, pass };
}

test("a quiet session is asked about every five minutes, and just when it must warn", async () => {
  const { world, look } = watching(standing());
  assert.equal(await look(), "calm");
  assert.equal(world.next, 5 * MINUTE);
  world.answer = standing({ idle_seconds: 320 });
  assert.equal(await look(), "calm");
  assert.equal(world.next, 21_000);
});

test("five minutes before the idle end it says when, and another tab's work takes it back", async () => {
  const { world, scenes, look, pass } = watching(standing({ idle_seconds: 300 }));
  assert.equal(await look(), "idle");
  assert.deepEqual(scenes.at(-1), { kind: "idle", at: 300_000 });
  world.answer = standing();
  assert.equal(await pass(), "calm");
});

test("typing counts once a minute, and not while the question is asked", async () => {
  const { watch, world, look } = watching(standing());
  await look();
  watch.act();
  world.now = MINUTE - 1;
  watch.act();
  assert.deepEqual(world.lives, []);
  world.now = MINUTE;
  watch.act();
  watch.act();
  await settled();
  assert.deepEqual(world.lives, ["one"]);
  world.answer = standing({ idle_seconds: 200 });
  world.now = 10 * MINUTE;
  await look();
  watch.act();
  assert.deepEqual(world.lives, ["one"]);
  world.answer = standing();
  await watch.stay();
  assert.deepEqual(world.lives, ["one", "one"]);
});

test("the absolute end is said once", async () => {
  const { world, scenes, look } = watching(standing({ final_seconds: 250 }));
  assert.equal(await look(), "final");
  await look();
  assert.equal(scenes.length, 1);
  assert.equal(world.next, 251_000);
});

test("after the end it waits for the same person, then for the connection, and asks for one run", async () => {
  const { watch, world, look, pass } = watching(standing());
  await look();
  world.answer = "ended";
  world.connected = false;
  assert.equal(await look(), "ended");
  world.now += 2 * MINUTE;
  watch.act();
  assert.deepEqual(world.lives, []);
  world.answer = standing({ csrf: "two" });
  assert.equal(await pass(), "returning");
  assert.equal(world.returns, 0);
  world.connected = true;
  assert.equal(await pass(), "back");
  assert.equal(world.returns, 1);
  assert.equal(await pass(), "calm");
  assert.equal(world.returns, 1);
});

test("who entered again before the end gets a run too: requests carry the new session's token", async () => {
  const { world, look } = watching(standing());
  await look();
  world.answer = standing({ csrf: "two" });
  assert.equal(await look(), "back");
  assert.equal(world.returns, 1);
});

test("somebody else's session loads the page anew and shows nothing", async () => {
  const { world, scenes, look } = watching(standing());
  await look();
  world.answer = standing({ person: "lucia" });
  await look();
  assert.equal(world.reloads, 1);
  assert.equal(scenes.length, 1);
});

test("a silence is borne for a moment, then said; it hides no end", async () => {
  const { world, scenes, look, pass } = watching(standing());
  await look();
  world.answer = "silent";
  world.connected = false;
  assert.equal(await look(), "calm");
  assert.equal(await pass(), "silent");
  world.answer = standing();
  world.connected = true;
  assert.equal(await pass(), "calm");
  world.answer = "ended";
  await look();
  world.answer = "silent";
  assert.equal(await look(), "ended");
  assert.equal(scenes.filter(({ kind }) => kind === "silent").length, 1);
});

test("an answer that was overtaken by another changes nothing", async () => {
  const { watch, world, scenes } = watching("ended");
  const slow = watch.look();
  world.answer = standing();
  await Promise.all([slow, watch.look()]);
  assert.deepEqual(scenes.map(({ kind }) => kind), ["calm"]);
});

test("every scene but the calm one has words", () => {
  for (const kind of ["ended", "silent", "returning", "back"] as const) assert.ok(wordsOf({ kind })?.title);
  assert.match(wordsOf({ kind: "idle", at: 0 })?.title ?? "", /a las \d\d:\d\d por inactividad$/);
  assert.match(wordsOf({ kind: "final", at: 0 })?.title ?? "", /a las \d\d:\d\d$/);
  assert.equal(wordsOf({ kind: "calm" }), null);
});

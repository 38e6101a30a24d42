import assert from "node:assert/strict";
import { test } from "node:test";
import { failureFrom, NO_NETWORK, SESSION_ENDED } from "../src/api";
import { canBeRetried, readable, refusalBeforeSending, type Found, type Item, type Stored } from "../src/upload/item";
import { waitAfter, type Surroundings } from "../src/upload/patience";
import { Queue } from "../src/upload/queue";
import { tallyText, wholeRemaining } from "../src/upload/traffic";
import { readAnswer, uploadPath } from "../src/upload/transport";

interface Trip {
  readonly item: Item;
  readonly choice: string;
  progress(bytes: number): void;
  arrive(stored: Stored): Promise<void>;
  fail(reason: unknown): Promise<void>;
  aborted: boolean;
}

/** A world in which time passes, and the network is there, as the test says. */
class World implements Surroundings {
  clock = 0;
  network = true;
  readonly waits: { milliseconds: number; act: () => void }[] = [];
  now = (): number => this.clock;
  online = (): boolean => this.network;
  chance = (): number => 0.5;
  after = (milliseconds: number, act: () => void): (() => void) => {
    const wait = { milliseconds, act };
    this.waits.push(wait);
    return () => void this.waits.splice(this.waits.indexOf(wait), 1);
  };
  pass(): void {
    for (const { act } of this.waits.splice(0)) act();
  }
}

/** A queue whose files travel only when the test says so; each file's digest is its name's letter. */
function journey(): { queue: Queue; trips: Trip[]; world: World } {
  const trips: Trip[] = [];
  const world = new World();
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const queue = new Queue((item, progress) => {
    let succeed: (stored: Stored) => void = () => undefined;
    let refuse: (reason: unknown) => void = () => undefined;
    const done = new Promise<Stored>((resolve, reject) => ([succeed, refuse] = [resolve, reject]));
    const trip: Trip = {
      item,
      choice: item.choice,
      progress,
      arrive: (stored) => (succeed(stored), settled()),
      fail: (reason) => (refuse(reason), settled()),
      aborted: false,
    };
    trips.push(trip);
    return { done, own: Promise.resolve(`digest of ${item.file.size}`), abort: () => (trip.aborted = true) };
  }, world);
  return { queue, trips, world };
}

const LIMITS = { maxBytes: 100 };
const file = (path: string, size = 10): Found => ({ file: new File([new Uint8Array(size)], path), path });
const SAME_NAME = { ...NO_NETWORK, code: "same_name" };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const states = (queue: Queue): string[] => queue.all.map(({ state }) => state);

test("two files travel at a time, the third when one has arrived", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b"), file("c")], LIMITS);
  assert.deepEqual(states(queue), ["sending", "sending", "waiting"]);
  await trips[0]?.arrive({ id: 1, name: "a" });
  assert.deepEqual(states(queue), ["stored", "sending", "sending"]);
});

test("two files of one name never travel together", async () => {
  const { queue, trips } = journey();
  queue.add([file("a.pdf"), file("A.PDF"), file("b")], LIMITS);
  assert.deepEqual(states(queue), ["sending", "waiting", "sending"]);
  await trips[0]?.arrive({ id: 1, name: "a.pdf" });
  assert.equal(queue.all[1]?.state, "sending");
});

test("a name typed on a Mac is sent composed, so that it equals the same name from Windows", () => {
  const { queue } = journey();
  queue.add([file("An\u0303o.pdf")], LIMITS);
  assert.equal(queue.all[0]?.name, "A\u00f1o.pdf");
});

test("what a name hides is shown, and letters with accents stay as they are", () => {
  assert.equal(readable("Año\u202efdp.exe\u0000"), "Año⟨U+202E⟩fdp.exe⟨U+0000⟩");
});

test("a refusal of the name itself cannot be retried, one of its bytes' journey can", () => {
  const refused = (code: string): boolean => canBeRetried({ retryable: true, failure: { ...NO_NETWORK, code } });
  assert.deepEqual(["name_not_admitted", "digest_differs", "network"].map(refused), [false, true, true]);
});

test("the limit is inclusive, and one byte more is refused with both figures exact", () => {
  assert.equal(refusalBeforeSending({ name: "x", size: 52428800 }, { maxBytes: 52428800 }), null);
  const refusal = refusalBeforeSending({ name: "x", size: 52428801 }, { maxBytes: 52428800 });
  assert.match(refusal?.what ?? "", /52,428,801 bytes.*52,428,800 bytes/);
});

test("an empty file is refused before it travels and cannot be retried", () => {
  const { queue, trips } = journey();
  queue.add([file("vacío", 0)], LIMITS);
  assert.equal(queue.all[0]?.failure?.code, "empty");
  assert.equal(queue.all[0]?.retryable, false);
  assert.equal(trips.length, 0);
});

test("a name already taken asks, and the answer travels with the file", async () => {
  const { queue, trips } = journey();
  queue.add([file("a")], LIMITS);
  await trips[0]?.fail(SAME_NAME);
  const item = queue.all[0] as Item;
  assert.equal(item.state, "asking");
  queue.answer(item, "conservar");
  assert.deepEqual([trips[0]?.choice, trips[1]?.choice], ["preguntar", "conservar"]);
});

test("a file that waits for an answer does not hold up the others", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b"), file("c")], LIMITS);
  await trips[0]?.fail(SAME_NAME);
  assert.deepEqual(states(queue), ["asking", "sending", "sending"]);
});

test("cancelling stops the journey, and what comes of it later changes nothing", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b")], LIMITS);
  queue.cancel(queue.all[0] as Item);
  assert.equal(trips[0]?.aborted, true);
  await trips[0]?.arrive({ id: 1, name: "a" });
  assert.deepEqual(queue.all.map(({ name }) => name), ["b"]);
});

test("a cut line keeps the file, which goes on by itself from the start", async () => {
  const { queue, trips, world } = journey();
  queue.add([file("a")], LIMITS);
  trips[0]?.progress(5);
  await trips[0]?.fail(NO_NETWORK);
  assert.deepEqual([states(queue), queue.unfinished], [["paused"], 1]);
  world.pass();
  assert.deepEqual([queue.all[0]?.state, queue.all[0]?.sentBytes, trips.length], ["sending", 0, 2]);
});

test("the waits between tries double up to half a minute, and then the person decides", () => {
  const waits = [1, 2, 3, 4, 5, 6, 10].map((tries) => waitAfter(tries, 0.5));
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  assert.equal(waitAfter(11, 0.5), null);
  assert.deepEqual([waitAfter(1, 0), waitAfter(1, 1)], [750, 1250]);
});

test("after ten tries in a row with a network, a file waits for the person", async () => {
  const { queue, trips, world } = journey();
  queue.add([file("a")], LIMITS);
  for (let tries = 1; tries <= 10; tries += 1) {
    await trips.at(-1)?.fail(NO_NETWORK);
    world.pass();
  }
  await trips.at(-1)?.fail(NO_NETWORK);
  assert.deepEqual([states(queue), queue.all[0]?.failure?.code, queue.unfinished], [["failed"], "network", 0]);
  queue.retry(queue.all[0] as Item);
  assert.deepEqual(states(queue), ["sending"]);
});

test("the return of the network sends at once what waited", async () => {
  const { queue, trips, world } = journey();
  queue.add([file("a"), file("b"), file("c")], LIMITS);
  world.network = false;
  await trips[0]?.fail(NO_NETWORK);
  await trips[1]?.fail(NO_NETWORK);
  await trips[2]?.fail(NO_NETWORK);
  assert.deepEqual(states(queue), ["paused", "paused", "paused"]);
  world.network = true;
  queue.lineIsBack();
  assert.deepEqual([states(queue), world.waits.length], [["sending", "sending", "waiting"], 0]);
});

test("a file waits for the network as long as there is none", async () => {
  const { queue, trips, world } = journey();
  world.network = false;
  queue.add([file("a")], LIMITS);
  for (let tries = 0; tries < 12; tries += 1) {
    await trips.at(-1)?.fail(NO_NETWORK);
    world.pass();
  }
  await trips.at(-1)?.fail(NO_NETWORK);
  assert.deepEqual(states(queue), ["paused"]);
});

test("one file that is refused does not hold the others, and is not sent again by itself", async () => {
  const { queue, trips, world } = journey();
  queue.add([file("a"), file("b"), file("c")], LIMITS);
  await trips[0]?.fail({ ...NO_NETWORK, code: "damaged" });
  assert.deepEqual([states(queue), world.waits.length], [["failed", "sending", "sending"], 0]);
});

test("a try whose answer was lost is recognised by its bytes, and nothing is asked", async () => {
  const { queue, trips, world } = journey();
  queue.add([file("a", 7)], LIMITS);
  await trips[0]?.fail(NO_NETWORK);
  world.pass();
  await trips[1]?.fail(SAME_NAME);
  await settled();
  assert.deepEqual([states(queue), queue.all[0]?.doubtful], [["checking"], "digest of 7"]);
  queue.settle([{ id: 3, name: "a", sha256: "digest of 7" }]);
  assert.equal(queue.all.length, 0);
});

test("a name that other bytes have taken meanwhile is asked about", async () => {
  const { queue, trips, world } = journey();
  queue.add([file("a", 7)], LIMITS);
  await trips[0]?.fail(NO_NETWORK);
  world.pass();
  await trips[1]?.fail(SAME_NAME);
  await settled();
  queue.settle([{ id: 3, name: "A", sha256: "digest of others" }]);
  assert.deepEqual([states(queue), queue.all[0]?.stored], [["asking"], null]);
});

test("the same file chosen twice says that it was there already", async () => {
  const { queue, trips } = journey();
  queue.settle([{ id: 3, name: "a", sha256: "digest of 7" }]);
  queue.add([file("a", 7)], LIMITS);
  await trips[0]?.fail(SAME_NAME);
  await settled();
  assert.deepEqual([states(queue), queue.unfinished, queue.tally.ready], [["same"], 0, 1]);
});

test("one answer serves every file whose name is taken", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b"), file("c")], LIMITS);
  await trips[0]?.fail(SAME_NAME);
  await trips[1]?.fail(SAME_NAME);
  await settled();
  queue.answerAll("reemplazar");
  assert.deepEqual(states(queue), ["sending", "waiting", "sending"]);
  assert.equal(queue.all[1]?.choice, "reemplazar");
});

test("the summary counts what has already left the list, and forgets when all have", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b"), file("vacío", 0)], LIMITS);
  await trips[0]?.arrive({ id: 1, name: "a" });
  queue.settle([{ id: 1, name: "a" }]);
  assert.equal(tallyText(queue.tally), "1 de 3 listo · 1 con problema");
  queue.cancel(queue.all[1] as Item);
  await trips[1]?.arrive({ id: 2, name: "b" });
  queue.settle([{ id: 2, name: "b" }]);
  assert.equal(queue.tally.total, 0);
});

test("cancelling all stops what travels and waits, and leaves the problems to be read", () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b"), file("c"), file("vacío", 0)], LIMITS);
  queue.cancelAll(new Set(["sending", "waiting"]));
  assert.deepEqual([states(queue), trips.map(({ aborted }) => aborted)], [["failed"], [true, true]]);
});

test("speed is that of the last seconds, not the mean since the start", () => {
  const { queue, trips, world } = journey();
  queue.add([file("a", 100)], LIMITS);
  world.clock = 1000;
  trips[0]?.progress(50);
  assert.equal(queue.all[0]?.bytesPerSecond, 50);
  for (const second of [2, 3, 4, 5, 6, 7, 8]) {
    world.clock = second * 1000;
    trips[0]?.progress(50 + second);
  }
  assert.ok((queue.all[0]?.bytesPerSecond ?? 0) < 2);
  assert.equal(wholeRemaining(queue.all), "quedan 42 s");
});

test("when every byte has left, the file is being checked", () => {
  const { queue, trips } = journey();
  queue.add([file("a", 10)], LIMITS);
  trips[0]?.progress(9);
  assert.equal(queue.all[0]?.state, "sending");
  trips[0]?.progress(10);
  assert.equal(queue.all[0]?.state, "checking");
  assert.equal(queue.unfinished, 1);
});

test("a stored file leaves the queue once the list of documents shows it", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b")], LIMITS);
  await trips[0]?.arrive({ id: 7, name: "a" });
  queue.settle([{ id: 8, name: "x" }]);
  assert.equal(queue.all.length, 2);
  queue.settle([{ id: 7, name: "a" }]);
  assert.deepEqual(queue.all.map(({ name }) => name), ["b"]);
});

test("a name with reserved characters is one query value", () => {
  const path = uploadPath("PRO-1/..", { name: "a&si_existe=reemplazar#?.pdf", choice: "preguntar" });
  const address = new URL(path, "http://x");
  assert.equal(address.pathname, "/api/promociones/PRO-1%2F../documentos");
  assert.equal(address.searchParams.get("nombre"), "a&si_existe=reemplazar#?.pdf");
  assert.deepEqual(address.searchParams.getAll("si_existe"), ["preguntar"]);
});

test("an answer without a document is no confirmation, whatever its status", () => {
  assert.deepEqual(readAnswer(201, '{"id":3,"name":"a"}', ""), { id: 3, name: "a" });
  assert.equal("id" in readAnswer(201, "", ""), false);
  assert.equal("id" in readAnswer(200, "<html>", ""), false);
  assert.deepEqual(readAnswer(200, "<html>", "http://x/entrar"), SESSION_ENDED);
});

test("an error that a proxy wrote still tells what to do", () => {
  const failure = failureFrom(502, "<html>Bad gateway</html>");
  assert.match(failure.what, /502/);
  assert.notEqual(failure.do, "");
});

test("an ended session without sentences of its own gets ours", () => {
  const failure = failureFrom(401, '{"error":{"code":"session_ended","what":"","means":"","do":""}}');
  assert.deepEqual(failure, SESSION_ENDED);
});

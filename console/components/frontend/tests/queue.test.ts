import assert from "node:assert/strict";
import { test } from "node:test";
import { failureFrom, NO_NETWORK, SESSION_ENDED } from "../src/api";
import { Queue, refusalBeforeSending, type Item, type Stored } from "../src/upload/queue";
import { readAnswer, uploadPath } from "../src/upload/transport";

interface Trip {
  readonly item: Item;
  readonly choice: string;
  progress(bytes: number): void;
  arrive(stored: Stored): Promise<void>;
  fail(reason: unknown): Promise<void>;
  aborted: boolean;
}

/** A queue whose files travel only when the test says so. */
function journey(): { queue: Queue; trips: Trip[] } {
  const trips: Trip[] = [];
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
    return { done, abort: () => (trip.aborted = true) };
  });
  return { queue, trips };
}

const LIMITS = { maxBytes: 100 };
const file = (name: string, size = 10): File => new File([new Uint8Array(size)], name);
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
  await trips[0]?.fail({ ...NO_NETWORK, code: "same_name" });
  const item = queue.all[0] as Item;
  assert.equal(item.state, "asking");
  queue.answer(item, "conservar");
  assert.deepEqual([trips[0]?.choice, trips[1]?.choice], ["preguntar", "conservar"]);
});

test("a file that waits for an answer does not hold up the others", async () => {
  const { queue, trips } = journey();
  queue.add([file("a"), file("b"), file("c")], LIMITS);
  await trips[0]?.fail({ ...NO_NETWORK, code: "same_name" });
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

test("a cut line keeps the file, and retrying sends it from the start", async () => {
  const { queue, trips } = journey();
  queue.add([file("a")], LIMITS);
  trips[0]?.progress(5);
  await trips[0]?.fail(new Error("cut"));
  assert.equal(queue.all[0]?.failure?.code, "network");
  queue.retry(queue.all[0] as Item);
  assert.deepEqual([queue.all[0]?.state, queue.all[0]?.sentBytes, trips.length], ["sending", 0, 2]);
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
  queue.settle(new Set(["8"]));
  assert.equal(queue.all.length, 2);
  queue.settle(new Set(["7"]));
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

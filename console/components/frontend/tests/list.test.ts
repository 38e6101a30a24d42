import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, Marking } from "../src/queue/marking";

test("what is marked in one list is not marked in another", () => {
  const marking = new Marking();
  assert.equal(marking.enter("lista=todas"), false); // nothing was marked yet
  marking.set("1", true);
  marking.set("2", true);
  assert.equal(marking.enter("lista=todas"), false);
  assert.deepEqual(marking.value, { scope: "lista=todas", ids: ["1", "2"] });
  assert.equal(marking.enter("lista=mias"), true);
  assert.deepEqual(marking.value, { scope: "lista=mias", ids: [] });
});

test("the box above a page says none, some or all of it, whatever is marked elsewhere", () => {
  const marking = new Marking();
  marking.set("9", true); // no more on the page
  assert.equal(marking.among(["1", "2"]), "none");
  marking.set("1", true);
  assert.equal(marking.among(["1", "2"]), "some");
  marking.setAll(["1", "2"], true);
  assert.equal(marking.among(["1", "2"]), "all");
  marking.setAll(["1", "2"], false);
  assert.equal(marking.has("9"), true);
  assert.equal(marking.among([]), "none");
});

test("an age is said in seconds, then in minutes, and never in the future", () => {
  assert.deepEqual([-500, 0, 11_600, 59_000, 60_000, 200_000].map(ago), ["hace 0 s", "hace 0 s", "hace 12 s", "hace 59 s", "hace 1 min", "hace 3 min"]);
});

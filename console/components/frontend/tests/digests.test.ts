import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Digesting, digestOf } from "../src/own_digests";
import { sha256Of } from "../src/streaming_sha256";

const nodes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A file that tells how much of it was in memory at a time. */
class Watched extends Blob {
  largest = 0;
  override slice(start?: number, end?: number): Blob {
    const piece = super.slice(start, end);
    this.largest = Math.max(this.largest, piece.size);
    return piece;
  }
}

test("the digest of FIPS 180-4's own examples is theirs", async () => {
  assert.equal(await sha256Of(new Blob([])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(await sha256Of(new Blob(["abc"])), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("a file of several pieces is read in pieces, and its digest is that of the whole", async () => {
  const bytes = new Uint8Array(9 * 1024 * 1024 + 1).map((_, index) => index % 251);
  const file = new Watched([bytes]);
  assert.equal(await sha256Of(file), nodes(bytes));
  assert.equal(file.largest, 4 * 1024 * 1024);
});

test("where there are no workers the page's own thread computes the same", async () => {
  assert.equal(await digestOf(new Blob(["Año"])), nodes(new TextEncoder().encode("Año")));
});

test("a file that can no longer be read has no digest, and the next one has", async () => {
  const gone = { size: 1, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) } as unknown as Blob;
  assert.equal(await digestOf(gone), null);
  assert.equal(await digestOf(new Blob(["abc"])), nodes(new TextEncoder().encode("abc")));
});

test("files are read one after the other, and one that was cancelled is not read", async () => {
  const read: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const digesting = new Digesting(async (file) => {
    read.push(String(file.size));
    await held;
    return "digest";
  });
  let wanted = true;
  const all = [digesting.digest(new Blob(["a"]), () => true), digesting.digest(new Blob(["ab"]), () => wanted), digesting.digest(new Blob(["abc"]), () => true)];
  await Promise.resolve();
  wanted = false;
  release();
  assert.deepEqual(await Promise.all(all), ["digest", null, "digest"]);
  assert.deepEqual(read, ["1", "3"]);
});

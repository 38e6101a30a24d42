/** What the unblocking page agrees to sign. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { toBase64 } from "../src/efirma/credentials";
import { bytesToSign } from "../src/unblock/server";

const TEXT = "OFICIALIA-DESAFIO-DE-DESBLOQUEO/1\nusuario: 00\nunico: 11\ninstante: 2026-11-23T18:30:15Z\n";
const MANIFEST = `${"0".repeat(64)}  data/promocion.json\n`;

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Attributes that hold a text's digest somewhere in their midst, as the message-digest stands there. */
function given(text: string, bound = text): Parameters<typeof bytesToSign>[0] {
  const attributes = Buffer.concat([Buffer.from([0x31, 0x42]), Buffer.from(sha256(bound), "hex"), Buffer.from([1, 2])]);
  return { attributes: toBase64(attributes), text, sealed: "" };
}

test("attributes that bind an unblocking are signed as they came", () => {
  const bytes = bytesToSign(given(TEXT), sha256);
  assert.equal(bytes && toBase64(bytes), given(TEXT).attributes);
});

test("a promoción's manifest is not signed here, whether it is shown or hidden behind another text", () => {
  assert.equal(bytesToSign(given(MANIFEST), sha256), null);
  assert.equal(bytesToSign(given(TEXT, MANIFEST), sha256), null);
});

/** DER (X.690) read and written, no more of it than an e.firma needs. */

import forge from "node-forge/lib/forge";
import "node-forge/lib/asn1";

export type Node = forge.asn1.Asn1;

/** Read one structure. Throws where the bytes are none, or something follows. */
export function parsed(der: Uint8Array | string): Node {
  return forge.asn1.fromDer(typeof der === "string" ? der : binary(der));
}

/** What a constructed node holds. Throws where it is primitive or missing. */
export function inside(node: Node | undefined): Node[] {
  if (!node || typeof node.value === "string") throw new Error("not constructed");
  return node.value;
}

/** The contents of a primitive node, a byte a character. Throws where it is constructed or missing. */
export function contents(node: Node | undefined): string {
  if (!node || typeof node.value !== "string") throw new Error("not primitive");
  return node.value;
}

/** An object identifier's dotted form. */
export function dotted(node: Node | undefined): string {
  if (node?.type !== forge.asn1.Type.OID) throw new Error("not an object identifier");
  return forge.asn1.derToOid(contents(node));
}

/** Write a tag, the length and the parts. */
export function written(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [tag, ...lengthOctets(length)];
  const whole = new Uint8Array(head.length + length);
  whole.set(head);
  let at = head.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

/** forge works on strings of which each character is one byte. */
export function binary(data: Uint8Array): string {
  let text = "";
  for (const byte of data) text += String.fromCharCode(byte);
  return text;
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

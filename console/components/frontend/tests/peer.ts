/** The card's own reading and writing, for a test of the server's to hold against its own.
 *
 * Reads a JSON list of questions from the standard input and answers each in a list on the standard output. */

import { readFileSync } from "node:fs";
import { refusalOf, type Sentences } from "../src/efirma/admission";
import { signedAttributes } from "../src/efirma/attributes";
import { factsOf } from "../src/efirma/certificate";
import { fromBase64, readCertificate, toBase64 } from "../src/efirma/credentials";
import { instantText } from "../src/efirma/instants";

interface Question {
  readonly manifest: string;
  readonly certificate: string;
  readonly rfc: string;
  readonly at: number;
  readonly zone: string;
  readonly sentences: Sentences;
}

function answer({ manifest, certificate, rfc, at, zone, sentences }: Question): unknown {
  const der = fromBase64(certificate);
  const attributes = toBase64(signedAttributes(fromBase64(manifest), der, at));
  try {
    const facts = factsOf(readCertificate(der));
    return { attributes, at: instantText(at, zone), facts, refusal: refusalOf(facts, { rfc, at, zone, sentences }) };
  } catch {
    return { attributes, at: instantText(at, zone), facts: null, refusal: null };
  }
}

const questions = JSON.parse(readFileSync(0, "utf8")) as Question[];
process.stdout.write(JSON.stringify(questions.map(answer)));

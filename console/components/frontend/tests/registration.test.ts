import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_NETWORK, Refused, type Failure } from "../src/api";
import { Consultation } from "../src/efirma/consultation";
import { OfficeClock } from "../src/efirma/instants";
import type { Ports } from "../src/efirma/persistence";
import { Registration } from "../src/efirma/registration";

const failure = (code: string): Failure => ({ code, what: "", means: "", do: "" });
const TOO_LATE = failure("signing_took_too_long");

/** A line that answers as told, and time that passes when told. */
class Bench implements Ports {
  readonly waits: number[] = [];
  readonly stood: string[] = [];
  answers: (Failure | null)[] = [];
  tokens: string[] = [];
  csrf = "una";
  late = false;
  private task: (() => void) | null = null;
  private back: (() => void) | null = null;

  later(task: () => void, milliseconds: number): () => void {
    this.waits.push(milliseconds);
    this.task = task;
    return () => (this.task = null);
  }

  online(task: () => void): () => void {
    this.back = task;
    return () => (this.back = null);
  }

  get listening(): boolean {
    return this.back !== null || this.task !== null;
  }

  async pass(): Promise<void> {
    const { task } = this;
    this.task = null;
    task?.();
    await settled();
  }

  async comeBack(): Promise<void> {
    this.back?.();
    await settled();
  }

  answer(): Promise<void> {
    const said = this.answers.shift() ?? null;
    return said ? Promise.reject(new Refused(said)) : Promise.resolve();
  }

  begin(): Registration {
    const journey = {
      register: ({ csrf }: { csrf: string }) => (this.tokens.push(csrf), this.answer()),
      late: () => this.late,
      tooLate: TOO_LATE,
    };
    const registration = new Registration("NOMBRE", 0, journey, this);
    const bench = this;
    registration.follow({
      get account() {
        return { promocionId: "1", csrf: bench.csrf };
      },
      registrationChanged: ({ standing }) => void this.stood.push(standing.kind),
    });
    return registration;
  }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

test("a signature that nobody takes is tried again after growing waits, and once more when the line is back", async () => {
  const bench = new Bench();
  bench.answers = [NO_NETWORK, failure("http_502"), failure("http_503"), NO_NETWORK, NO_NETWORK, NO_NETWORK, NO_NETWORK];
  const registration = bench.begin();
  await registration.now();
  for (let times = 0; times < 6; times++) await bench.pass();
  assert.deepEqual(bench.waits, [2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  assert.equal(registration.standing.kind, "waiting");
  await bench.comeBack();
  assert.equal(registration.standing.kind, "registered");
  assert.equal(bench.stood.at(-1), "registered");
  assert.equal(bench.listening, false, "nothing is tried again");
});

test("what the server answers with a refusal is final, and told", async () => {
  const bench = new Bench();
  bench.answers = [NO_NETWORK, failure("signed_attributes_differ")];
  const registration = bench.begin();
  await registration.now();
  await bench.pass();
  assert.deepEqual(registration.standing, { kind: "refused", failure: failure("signed_attributes_differ") });
  assert.equal(bench.listening, false);
});

test("after the server's window nothing is tried, and the person is told to sign again", async () => {
  const bench = new Bench();
  bench.answers = [NO_NETWORK, NO_NETWORK];
  const registration = bench.begin();
  await registration.now();
  bench.late = true;
  await bench.pass();
  assert.deepEqual(registration.standing, { kind: "refused", failure: TOO_LATE });
  assert.equal(bench.listening, false);
});

test("a session that ended keeps the signature; the next one's token hands it in", async () => {
  const bench = new Bench();
  bench.answers = [failure("session_ended"), failure("form_expired")];
  const registration = bench.begin();
  await registration.now();
  await bench.pass();
  assert.equal(registration.standing.kind, "waiting");
  bench.csrf = "otra";
  await registration.now();
  assert.equal(registration.standing.kind, "registered");
  assert.deepEqual(bench.tokens, ["una", "una", "otra"]);
});

test("two tries at once are one", async () => {
  const bench = new Bench();
  const registration = bench.begin();
  await Promise.all([registration.now(), registration.now()]);
  assert.equal(bench.tokens.length, 1);
});

test("a certificate is asked about until somebody answers, and not after it was put aside", async () => {
  const bench = new Bench();
  const consulted = { at: 1, manifest_sha256: "" };
  const told: string[] = [];
  bench.answers = [NO_NETWORK];
  const consultation: Consultation = new Consultation(() => bench.answer().then(() => consulted), () => void told.push(consultation.opinion.kind), bench);
  await consultation.answered;
  await bench.comeBack();
  assert.deepEqual(told, ["unreachable", "clear"]);
  assert.equal(bench.listening, false);
  bench.answers = [failure("certificate_revoked")];
  const aside = new Consultation(() => bench.answer().then(() => consulted), () => void told.push("aside"), bench);
  aside.end();
  await aside.answered;
  assert.deepEqual([told.length, bench.listening], [2, false]);
});

test("the office's clock goes on by itself, and is set anew only by another word", () => {
  let elapsed = 1000;
  const clock = new OfficeClock(() => elapsed);
  clock.hear(50_000);
  elapsed += 700;
  clock.hear(50_000);
  assert.equal(clock.now(), 50_700);
  clock.hear(90_000);
  assert.equal(clock.now(), 90_000);
});

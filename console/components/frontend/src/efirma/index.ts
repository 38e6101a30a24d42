/** The signing card. The key and its password never leave this page's memory. What needs a network is asking about the
 * certificate, which nobody waits for, and handing in the signature, which is tried until it is done. */

import { failureIn, failureNote, type Failure } from "../api";
import baseCss from "../base.css";
import { fill, h, icon, liveRegion, painted } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { filled } from "./admission";
import { CHANGED } from "./agreement";
import { Announcement } from "./announcement";
import { factsOf } from "./certificate";
import { Consultation } from "./consultation";
import { CredentialProblem, readCertificate, unlock, type ProblemCode } from "./credentials";
import efirmaCss from "./efirma.css";
import { Form } from "./form";
import { canSign, INSECURE } from "./insecure";
import { OfficeClock } from "./instants";
import { ownRefusal, problemOf, reading, signable, type Chosen, type EfirmaData, type Problem } from "./judgement";
import { made } from "./making";
import { PendingNote } from "./pending";
import { PROBLEMS } from "./problems";
import { keep, pending, Registration, type Follower } from "./registration";
import { consult, register, type Account, type Consulted, type Signed } from "./server";
import { coveredParts, refusalNote, registeredParts, signerParts } from "./summary";

class Efirma implements Surface<EfirmaData>, Follower {
  private readonly whose = h("p", { class: "whose" });
  private readonly covered = h("details", {});
  private readonly form: Form;
  private readonly signer = h("div", { class: "signer", "aria-live": "polite" });
  private readonly outcome = h("div", { class: "outcome", "aria-live": "assertive" });
  private readonly accept = h("button", { type: "button", class: "primary", onclick: () => void this.sign() });
  private readonly spoken = liveRegion();
  private readonly clock = new OfficeClock();
  private readonly card: HTMLElement;
  private readonly blank: readonly Node[];
  private mounted: Mounted<EfirmaData> | null = null;
  private chosen: Chosen | null = null;
  private consultation: Consultation | null = null;
  private announcement: Announcement | null = null;
  private note: PendingNote | null = null;
  /** The manifest that stood here when the certificate was chosen. */
  private seen = "";
  private busy = false;
  private refreshing = false;
  /** What had been signed when the card gave way to the confirmation. */
  private signedData: string | null = null;

  constructor(private readonly root: HTMLElement) {
    this.form = new Form({
      certificate: () => this.certificateChosen(),
      key: () => (fill(this.outcome), void this.checkPair()),
      password: () => void this.checkPair(),
      enter: () => void this.sign(),
    });
    const title = h("h2", { id: "title" }, "Firmar con e.firma");
    const foot = h("div", { class: "foot" }, h("p", { class: "promise" }, icon("lock"), "Su llave y su contraseña no salen de este equipo."), this.accept);
    const asked = [this.form.files, this.signer, this.form.passwordField, this.outcome, foot, this.spoken.element];
    this.card = h("section", { class: "card", "aria-labelledby": "title" }, title, this.whose, this.covered, ...(canSign() ? asked : [failureNote(INSECURE)]));
    this.blank = [...this.card.childNodes];
    root.append(this.card);
    this.setBusy(false);
  }

  update(mounted: Mounted<EfirmaData>): void {
    const before = this.mounted?.data;
    this.mounted = mounted;
    const { data } = mounted;
    this.clock.hear(data.at);
    if (before?.at !== data.at) this.announcement?.end();
    if (this.signedData !== null && this.signedData !== signable(data)) this.startAgain();
    fill(this.whose, "Debe firmar ", h("strong", {}, data.holder_hint), ` con la e.firma del RFC `, h("code", {}, data.rfc), ".");
    if (before && before.manifest !== data.manifest) this.manifestChanged();
    this.draw();
    this.resume(before);
    this.setBusy(this.busy);
  }

  private manifestChanged(): void {
    if (this.refreshing) {
      this.seen = this.data.manifest; // the person asked to see it
      fill(this.outcome);
    }
    this.refreshing = false;
    this.consult();
  }

  destroy(): void {
    this.consultation?.end();
    this.announcement?.end();
    this.forgetSecrets();
  }

  get account(): Account {
    const { promocion_id, csrf } = this.data;
    return { promocionId: promocion_id, csrf };
  }

  private get data(): EfirmaData {
    return (this.mounted as Mounted<EfirmaData>).data;
  }

  private certificateChosen(): void {
    this.chosen = null;
    this.seen = this.data.manifest;
    fill(this.outcome);
    const file = this.form.certificate.bytes;
    if (file) {
      try {
        const certificate = readCertificate(file);
        this.chosen = { certificate, facts: factsOf(certificate) };
      } catch {
        this.form.certificate.fail(PROBLEMS.not_a_certificate);
      }
    }
    void this.checkPair();
    this.consult();
    this.draw();
  }

  /** Open the key, look whether it is the certificate's, forget it: what is wrong is told while it can be mended. */
  private async checkPair(): Promise<void> {
    const [chosen, key, password] = [this.chosen, this.form.key.bytes, this.form.password];
    if (this.busy || !chosen || !key || password === "") return;
    this.form.unsay();
    await painted(); // who leaves the field by pressing «Aceptar» signs: that tells the same, and more
    const same = (): boolean => !this.busy && chosen === this.chosen && key === this.form.key.bytes && password === this.form.password;
    if (!same()) return;
    try {
      (await unlock(chosen.certificate, key, password)).wipe();
    } catch (error) {
      if (!(error instanceof CredentialProblem)) throw error;
      if (same()) this.form.tell(error.code);
    }
  }

  /** Ask the server what only it knows, unless it is known already that the certificate may not sign. */
  private consult(): void {
    this.consultation?.end();
    const { chosen } = this;
    const asks = chosen !== null && ownRefusal(chosen, this.data, this.clock.now()) === null;
    const ask = (signal: AbortSignal): Promise<Consulted> => consult(this.account, (chosen as Chosen).certificate.der, signal);
    this.consultation = asks ? new Consultation(ask, () => this.answered()) : null;
  }

  private answered(): void {
    const opinion = this.consultation?.opinion;
    if (opinion?.kind === "clear") this.clock.hear(opinion.consulted.at);
    this.draw();
  }

  private problem(chosen: Chosen): Problem | null {
    return problemOf(chosen, this.data, this.consultation?.opinion, this.clock.now());
  }

  private draw(): void {
    const { documents, fields, manifest, zone } = this.data;
    const { chosen } = this;
    const read = reading(this.data);
    fill(this.covered, ...("rows" in read ? coveredParts(read.rows, documents, true) : coveredParts(fields, documents, false)));
    const problem = chosen && this.problem(chosen);
    this.form.certificate.refused = problem?.certificates ?? false;
    if (problem) fill(this.signer, refusalNote(problem.failure, () => this.refresh()));
    else if (chosen && "rows" in read) {
      const scope = { manifest, documents: documents.length, agreement: read.agreement, zone };
      fill(this.signer, ...signerParts(chosen.facts, scope, this.consultation?.opinion ?? { kind: "asking" }));
    } else fill(this.signer);
  }

  /** Have the page drawn anew, without losing what this browser knows of the person's own files. */
  private refresh(): void {
    this.refreshing = true;
    this.mounted?.setTriggerValue("stale", crypto.getRandomValues(new Uint32Array(2)).join("-"));
  }

  private async sign(): Promise<void> {
    const { chosen } = this;
    if (this.busy || !this.mounted || this.data.disabled || !this.form.complete(chosen !== null) || !chosen) return;
    fill(this.outcome);
    this.setBusy(true);
    try {
      if (await this.mayStillSign(chosen)) await this.signWith(chosen);
    } catch (error) {
      fill(this.outcome, failureNote(failureIn(error)));
    } finally {
      this.setBusy(false);
    }
  }

  /** Look again at everything that could stand against it; a «no» of the server's is asked for once more. */
  private async mayStillSign(chosen: Chosen): Promise<boolean> {
    if (this.consultation?.opinion.kind === "refused") {
      this.consult();
      await this.consultation?.answered;
    }
    this.draw();
    if (this.problem(chosen)) return false;
    const changed = this.seen !== this.data.manifest;
    this.seen = this.data.manifest;
    if (changed) fill(this.outcome, failureNote(CHANGED));
    return !changed;
  }

  private async signWith({ certificate, facts }: Chosen): Promise<void> {
    const key = this.form.key.bytes;
    if (!key) return;
    const { manifest } = this.data;
    const at = Math.floor(this.clock.now() / 1000) * 1000;
    await painted(); // opening the key takes tens of milliseconds: let «Firmando…» appear first
    try {
      await this.handIn(await made(certificate, key, this.form.password, manifest, at), facts.holder, at);
    } catch (error) {
      if (!(error instanceof CredentialProblem)) throw error;
      this.tellProblem(error.code);
    }
  }

  private tellProblem(code: ProblemCode): void {
    this.form.tell(code);
    if (code !== "wrong_password") return;
    this.setBusy(false); // a disabled field takes no focus
    this.form.askPasswordAgain();
  }

  private async handIn(signed: Signed, holder: string, at: number): Promise<void> {
    const until = at + this.data.window_seconds * 1000;
    const journey = {
      register: (account: Account) => register(account, signed),
      late: () => this.clock.now() > until,
      tooLate: filled("signing_took_too_long", this.data),
    };
    const registration = new Registration(holder, at, journey);
    keep(this.data.promocion_id, registration);
    registration.follow(this);
    await registration.now();
  }

  /** A signature that is on its way: this card may be a new one, or the session. */
  private resume(before: EfirmaData | undefined): void {
    const registration = pending(this.data.promocion_id);
    if (!registration) return;
    registration.follow(this);
    if (!before) this.registrationChanged(registration);
    else if (before.csrf !== this.data.csrf) void registration.now();
  }

  registrationChanged(registration: Registration): void {
    const { standing } = registration;
    if (standing.kind === "registered") this.succeed(registration);
    else if (standing.kind === "refused") this.signatureRefused(standing.failure);
    else if (standing.kind === "waiting" || !this.busy) this.drawPending(registration);
  }

  private drawPending(registration: Registration): void {
    if (!this.note) {
      this.forgetSecrets();
      this.note = new PendingNote(registration, registration.signedAt + this.data.window_seconds * 1000, this.data.zone);
      fill(this.card, ...this.note.parts);
    }
    this.note.show();
  }

  private signatureRefused(failure: Failure): void {
    this.startAgain();
    this.draw();
    fill(this.outcome, refusalNote(failure, () => this.refresh()));
  }

  /** The promoción changed after it was signed, which voids the signature: it can be signed anew. */
  private startAgain(): void {
    this.signedData = this.note = null;
    fill(this.card, ...this.blank);
  }

  private succeed(registration: Registration): void {
    this.forgetSecrets();
    this.note = null;
    this.signedData = signable(this.data);
    fill(this.card, ...registeredParts(registration, this.data.zone));
    this.announcement = new Announcement(() => this.mounted, "signed");
  }

  private forgetSecrets(): void {
    this.form.forget();
    this.consultation?.end();
    this.consultation = this.chosen = null;
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    const off = busy || (this.mounted?.data.disabled ?? false);
    this.form.disabled = off;
    this.accept.disabled = off;
    this.root.setAttribute("aria-busy", String(busy));
    fill(this.accept, busy && h("span", { class: "spinner" }), busy ? "Firmando…" : "Aceptar");
    if (busy) this.spoken.say("Firmando…");
  }
}

export default component<EfirmaData>(baseCss + efirmaCss, (root) => new Efirma(root));

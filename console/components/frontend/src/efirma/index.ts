/** The signing card. The key and its password never leave this file's memory. */

import { failureIn, failureNote } from "../api";
import baseCss from "../base.css";
import { fill, h, icon, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { CHANGED, checkAgreement, DISAGREEMENTS, type Agreement, type SignedDocument } from "./agreement";
import { CredentialProblem, readCertificate, unlock, type Certificate, type ProblemCode, type Signer } from "./credentials";
import efirmaCss from "./efirma.css";
import { FileField } from "./field";
import { signedFields, type Row } from "./fields";
import { canSign, INSECURE } from "./insecure";
import { PROBLEMS } from "./problems";
import { attributesOf, prepare, submit, type Account, type Prepared } from "./server";
import { coveredParts, signerParts } from "./summary";

export interface EfirmaData {
  readonly promocion_id: string;
  readonly csrf: string;
  readonly rfc: string;
  readonly holder_hint: string;
  readonly documents: readonly SignedDocument[];
  /** The promoción's own fields, as label and value. */
  readonly fields: readonly (readonly [string, string])[];
  readonly disabled: boolean;
}

class Efirma implements Surface<EfirmaData> {
  private readonly whose = h("p", { class: "whose" });
  private readonly covered = h("details", {});
  private readonly certificateField: FileField;
  private readonly keyField: FileField;
  private readonly password = h("input", { type: "password", id: "password", autocomplete: "off", spellcheck: "false", autocapitalize: "off", "aria-describedby": "password-error" });
  private readonly passwordError = h("p", { class: "error", id: "password-error", role: "alert" });
  private readonly signer = h("div", { class: "signer", "aria-live": "polite" });
  private readonly outcome = h("div", { class: "outcome", "aria-live": "assertive" });
  private readonly accept = h("button", { type: "button", class: "primary", onclick: () => void this.sign() });
  private readonly show = h("input", { type: "checkbox", id: "show" });
  private readonly spoken = liveRegion();
  private readonly card: HTMLElement;
  private mounted: Mounted<EfirmaData> | null = null;
  private certificate: Certificate | null = null;
  private prepared: Prepared | null = null;
  private agreement: Agreement | null = null;
  /** The fields as they are signed, once the server handed their bytes over; until then the page's are shown. */
  private signedRows: readonly Row[] | null = null;
  private asking: AbortController | null = null;
  private busy = false;
  /** What had been signed when the card gave way to the confirmation. */
  private signedData: string | null = null;
  private readonly blank: readonly Node[];

  constructor(private readonly root: HTMLElement) {
    this.certificateField = new FileField(
      { label: "Certificado (.cer)", ending: ".cer", icon: "certificate", wrongEnding: "Únicamente archivos .cer son permitidos", tooLarge: PROBLEMS.not_a_certificate },
      () => void this.certificateChosen(),
    );
    this.keyField = new FileField(
      { label: "Llave (.key)", ending: ".key", icon: "key", wrongEnding: "Únicamente archivos .key son permitidos", tooLarge: PROBLEMS.not_a_key },
      () => (fill(this.outcome), void this.checkPair()),
    );
    this.show.addEventListener("change", () => (this.password.type = this.show.checked ? "text" : "password"));
    this.password.addEventListener("input", () => this.tellPassword(""));
    this.password.addEventListener("change", () => void this.checkPair());
    this.password.addEventListener("keydown", (event) => event.key === "Enter" && void this.sign());
    this.card = h(
      "section",
      { class: "card", "aria-labelledby": "title" },
      h("h2", { id: "title" }, "Firmar con e.firma"),
      this.whose,
      this.covered,
      h("div", { class: "files" }, this.certificateField.element, this.keyField.element),
      this.signer,
      h(
        "div",
        { class: "field" },
        h("label", { class: "label", for: "password" }, "Contraseña de la llave"),
        this.password,
        this.passwordError,
        h("label", { class: "check" }, this.show, "Mostrar contraseña"),
      ),
      this.outcome,
      h("div", { class: "foot" }, h("p", { class: "promise" }, icon("lock"), "Su llave y su contraseña no salen de este equipo."), this.accept),
      this.spoken.element,
    );
    if (!canSign()) fill(this.card, h("h2", { id: "title" }, "Firmar con e.firma"), this.whose, this.covered, failureNote(INSECURE));
    this.blank = [...this.card.childNodes];
    root.append(this.card);
    this.setBusy(false);
  }

  update(mounted: Mounted<EfirmaData>): void {
    this.mounted = mounted;
    if (this.signedData !== null && this.signedData !== signable(mounted.data)) this.startAgain();
    const { rfc, holder_hint } = mounted.data;
    fill(this.whose, "Debe firmar ", h("strong", {}, holder_hint), ` con la e.firma del RFC `, h("code", {}, rfc), ".");
    this.drawCovered();
    this.setBusy(this.busy);
  }

  destroy(): void {
    this.asking?.abort();
    this.forgetSecrets();
  }

  private get account(): Account {
    const { promocion_id, csrf } = (this.mounted as Mounted<EfirmaData>).data;
    return { promocionId: promocion_id, csrf };
  }

  private async certificateChosen(): Promise<void> {
    this.certificate = null;
    this.prepared = null;
    this.signedRows = null;
    this.drawCovered();
    fill(this.signer);
    fill(this.outcome);
    this.asking?.abort();
    const file = this.certificateField.bytes;
    if (!file || !this.mounted) return;
    try {
      this.certificate = readCertificate(file);
    } catch {
      this.certificateField.fail(PROBLEMS.not_a_certificate);
      return;
    }
    void this.checkPair();
    await this.consult();
  }

  /** Open the key, look whether it is the certificate's, forget it: what is wrong is told while it can be mended. */
  private async checkPair(): Promise<void> {
    const [file, key, password] = [this.certificateField.bytes, this.keyField.bytes, this.password.value];
    if (this.busy || !this.certificate || !key || password === "") return;
    this.tellPassword("");
    this.keyField.fail("");
    await painted(); // who leaves the field by pressing «Aceptar» signs: that tells the same, and more
    const same = (): boolean => file === this.certificateField.bytes && key === this.keyField.bytes && password === this.password.value;
    if (this.busy || !this.certificate || !same()) return;
    try {
      (await unlock(this.certificate, key, password)).wipe();
    } catch (error) {
      if (!(error instanceof CredentialProblem)) throw error;
      if (!this.busy && same()) this.showProblem(error.code);
    }
  }

  /** Ask the server about the certificate, and show who would sign; true when it may sign. */
  private async consult(): Promise<boolean> {
    const { certificate } = this;
    if (!certificate) return false;
    const asking = new AbortController();
    this.asking = asking;
    if (!this.prepared) fill(this.signer, h("p", { class: "loading" }, h("span", { class: "spinner" }), "Revisando el certificado…"));
    try {
      this.prepared = await prepare(this.account, certificate.der, asking.signal);
      const { documents = [], fields = [] } = this.mounted?.data ?? {};
      this.agreement = checkAgreement(this.prepared.manifest, attributesOf(this.prepared), documents);
      this.signedRows = signedFields(this.prepared.manifest, this.prepared.fields, fields, documents);
      fill(this.signer, ...signerParts(this.prepared, this.agreement));
      this.drawCovered();
      return true;
    } catch (error) {
      if (asking.signal.aborted) return false;
      this.prepared = this.signedRows = null;
      this.drawCovered();
      const failure = failureIn(error);
      const retry = failure.code === "network" && h("button", { type: "button", onclick: () => void this.consult() }, icon("retry"), "Reintentar");
      fill(this.signer, failureNote(failure, retry));
      this.certificateField.refused = failure.code !== "network" && !DISAGREEMENTS.has(failure.code);
      return false;
    }
  }

  private drawCovered(): void {
    const { documents = [], fields = [] } = this.mounted?.data ?? {};
    fill(this.covered, ...coveredParts(this.signedRows ?? fields, documents, this.signedRows !== null));
  }

  private async sign(): Promise<void> {
    if (this.busy || !this.mounted || this.mounted.data.disabled || !this.complete()) return;
    fill(this.outcome);
    this.setBusy(true);
    let signer: Signer | null = null;
    try {
      signer = await this.open();
      if (signer) await this.signWith(signer);
    } catch (error) {
      fill(this.outcome, failureNote(failureIn(error)));
    } finally {
      signer?.wipe();
      this.setBusy(false);
    }
  }

  /** Say, field by field and in the manual's words, what is missing; focus goes to the first. */
  private complete(): boolean {
    const noCertificate = !this.certificateField.bytes;
    const noKey = !this.keyField.bytes;
    const noPassword = this.password.value === "";
    if (noCertificate) this.certificateField.fail("Favor de ingresar su certificado");
    if (noKey) this.keyField.fail("Favor de ingresar su llave");
    if (noPassword) this.tellPassword("Favor de ingresar la contraseña de la llave");
    if (noCertificate || !this.certificate) this.certificateField.focus();
    else if (noKey) this.keyField.focus();
    else if (noPassword) this.password.focus();
    return !noCertificate && !noKey && !noPassword && this.certificate !== null;
  }

  private async open(): Promise<Signer | null> {
    const [certificate, key] = [this.certificate, this.keyField.bytes];
    if (!certificate || !key) return null;
    await painted(); // opening the key takes tens of milliseconds: let «Firmando…» appear first
    try {
      return await unlock(certificate, key, this.password.value);
    } catch (error) {
      if (!(error instanceof CredentialProblem)) throw error;
      this.tellProblem(error.code);
      return null;
    }
  }

  private tellProblem(code: ProblemCode): void {
    this.showProblem(code);
    if (code !== "wrong_password") return;
    this.setBusy(false); // a disabled field takes no focus
    this.password.select();
    this.password.focus();
  }

  private showProblem(code: ProblemCode): void {
    if (code === "wrong_password") this.tellPassword(PROBLEMS[code]);
    else this.keyField.fail(PROBLEMS[code]);
  }

  private tellPassword(text: string): void {
    this.passwordError.textContent = text;
    this.password.setAttribute("aria-invalid", String(text !== ""));
  }

  private async signWith(signer: Signer): Promise<void> {
    const { certificate } = this;
    const shown = this.prepared?.manifest_sha256;
    if (!certificate || !(await this.consult()) || !this.prepared) return;
    if (shown !== undefined && shown !== this.prepared.manifest_sha256) {
      fill(this.outcome, failureNote(CHANGED));
      return;
    }
    const signature = await signer.sign(attributesOf(this.prepared));
    await submit(this.account, certificate.der, this.prepared, signature);
    this.succeed(this.prepared);
  }

  /** The promoción changed after it was signed, which voids the signature: it can be signed anew. */
  private startAgain(): void {
    this.signedData = null;
    this.prepared = this.signedRows = null;
    fill(this.signer);
    fill(this.card, ...this.blank);
  }

  private succeed({ holder, signed_at_text }: Prepared): void {
    this.forgetSecrets();
    this.signedData = this.mounted && signable(this.mounted.data);
    const text = `${holder} firmó la promoción el ${signed_at_text}.`;
    fill(this.card, h("div", { class: "note good", role: "status" }, icon("check"), h("div", { class: "note-text" }, h("strong", {}, "Firma registrada."), h("p", {}, text))));
    this.mounted?.setTriggerValue("signed", crypto.getRandomValues(new Uint32Array(2)).join("-"));
  }

  private forgetSecrets(): void {
    this.keyField.clear();
    this.certificateField.clear();
    this.password.value = "";
    this.show.checked = false;
    this.password.type = "password";
    this.certificate = null;
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    const off = busy || (this.mounted?.data.disabled ?? false);
    for (const field of [this.certificateField, this.keyField]) field.disabled = off;
    this.password.disabled = off;
    this.accept.disabled = off;
    this.root.setAttribute("aria-busy", String(busy));
    fill(this.accept, busy && h("span", { class: "spinner" }), busy ? "Firmando…" : "Aceptar");
    if (busy) this.spoken.say("Firmando…");
  }
}

function signable({ promocion_id, documents }: EfirmaData): string {
  return JSON.stringify([promocion_id, documents]);
}

function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

export default component<EfirmaData>(baseCss + efirmaCss, (root) => new Efirma(root));

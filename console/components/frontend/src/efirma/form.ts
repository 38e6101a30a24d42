/** The three things that a person gives: certificate, key and password, each with what is wrong with it. */

import { h } from "../dom";
import { FileField } from "./field";
import { PROBLEMS } from "./problems";
import type { ProblemCode } from "./credentials";

export class Form {
  readonly certificate: FileField;
  readonly key: FileField;
  readonly files: HTMLElement;
  readonly passwordField: HTMLElement;
  private readonly input = h("input", { type: "password", id: "password", autocomplete: "off", spellcheck: "false", autocapitalize: "off", "aria-describedby": "password-error" });
  private readonly error = h("p", { class: "error", id: "password-error", role: "alert" });
  private readonly show = h("input", { type: "checkbox", id: "show" });

  constructor(told: { certificate(): void; key(): void; password(): void; enter(): void }) {
    this.certificate = new FileField(
      { label: "Certificado (.cer)", ending: ".cer", icon: "certificate", wrongEnding: "Únicamente archivos .cer son permitidos", tooLarge: PROBLEMS.not_a_certificate },
      () => told.certificate(),
    );
    this.key = new FileField(
      { label: "Llave (.key)", ending: ".key", icon: "key", wrongEnding: "Únicamente archivos .key son permitidos", tooLarge: PROBLEMS.not_a_key },
      () => told.key(),
    );
    this.show.addEventListener("change", () => (this.input.type = this.show.checked ? "text" : "password"));
    this.input.addEventListener("input", () => this.tellPassword(""));
    this.input.addEventListener("change", () => told.password());
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && told.enter());
    this.files = h("div", { class: "files" }, this.certificate.element, this.key.element);
    const label = h("label", { class: "label", for: "password" }, "Contraseña de la llave");
    this.passwordField = h("div", { class: "field" }, label, this.input, this.error, h("label", { class: "check" }, this.show, "Mostrar contraseña"));
  }

  get password(): string {
    return this.input.value;
  }

  set disabled(disabled: boolean) {
    for (const field of [this.certificate, this.key, this.input]) field.disabled = disabled;
  }

  /** Say, field by field and in the manual's words, what is missing; focus goes to the first. */
  complete(certificateRead: boolean): boolean {
    const noCertificate = !this.certificate.bytes;
    const noKey = !this.key.bytes;
    const noPassword = this.password === "";
    if (noCertificate) this.certificate.fail("Favor de ingresar su certificado");
    if (noKey) this.key.fail("Favor de ingresar su llave");
    if (noPassword) this.tellPassword("Favor de ingresar la contraseña de la llave");
    if (noCertificate || !certificateRead) this.certificate.focus();
    else if (noKey) this.key.focus();
    else if (noPassword) this.input.focus();
    return !noCertificate && !noKey && !noPassword && certificateRead;
  }

  tell(code: ProblemCode): void {
    if (code === "wrong_password") this.tellPassword(PROBLEMS[code]);
    else this.key.fail(PROBLEMS[code]);
  }

  /** Take back what was said of key and password. */
  unsay(): void {
    this.tellPassword("");
    this.key.fail("");
  }

  askPasswordAgain(): void {
    this.input.select();
    this.input.focus();
  }

  /** Overwrite and forget all three. */
  forget(): void {
    this.key.clear();
    this.certificate.clear();
    this.input.value = "";
    this.show.checked = false;
    this.input.type = "password";
  }

  private tellPassword(text: string): void {
    this.error.textContent = text;
    this.input.setAttribute("aria-invalid", String(text !== ""));
  }
}

/** The page on which the owner of a blocked account signs a challenge. The form stands in the server's page;
 * its file and password fields have no name, so that nothing could ever send them. */

import forge from "node-forge/lib/forge";
import "node-forge/lib/sha256";

import { failureIn, type Failure } from "../api";
import { fill, h, painted } from "../dom";
import { CredentialProblem, readCertificate, unlock, type Certificate, type Signer } from "../efirma/credentials";
import { canSign, INSECURE } from "../efirma/insecure";
import { PROBLEMS } from "../efirma/problems";
import { answer, bytesToSign, challenge } from "./server";

/** An e.firma file is 1 to 3 KB: anything this large is another file under that name. */
const LARGEST_BYTES = 64 * 1024;

const STRANGE: Failure = {
  code: "not_a_challenge",
  what: "Lo que se recibió para firmar no es un desbloqueo.",
  means: "No se firmó nada.",
  do: "Recargue la página. Si continúa, avise a la institución.",
};

const MESSAGES = {
  certificado: { missing: "Favor de ingresar su certificado", ending: ".cer", wrong: "Únicamente archivos .cer son permitidos", large: PROBLEMS.not_a_certificate },
  llave: { missing: "Favor de ingresar su llave", ending: ".key", wrong: "Únicamente archivos .key son permitidos", large: PROBLEMS.not_a_key },
} as const;
type FileName = keyof typeof MESSAGES;

function element<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no «${id}»`);
  return found as Kind;
}

const files = { certificado: element<HTMLInputElement>("certificado"), llave: element<HTMLInputElement>("llave") };
const username = element<HTMLInputElement>("usuario");
const password = element<HTMLInputElement>("contrasena");
const show = element<HTMLInputElement>("mostrar");
const button = element<HTMLButtonElement>("desbloquear");
const outcome = element("resultado");
const csrf = element("formulario").dataset["clave"] ?? "";
let busy = false;

/** Say what is wrong with a field, or nothing; returns whether something is. */
function tell(id: string, text: string): boolean {
  element(`${id}-error`).textContent = text;
  element(id).setAttribute("aria-invalid", String(text !== ""));
  return text !== "";
}

function fileProblem(name: FileName): string {
  const { missing, ending, wrong, large } = MESSAGES[name];
  const file = files[name].files?.[0];
  if (!file) return missing;
  if (!file.name.toLowerCase().endsWith(ending)) return wrong;
  return file.size === 0 || file.size > LARGEST_BYTES ? large : "";
}

/** Name every field that cannot be used, as the manual words it; focus goes to the first. */
function complete(): boolean {
  const problems: [string, string][] = [
    ["usuario", username.value.trim() === "" ? "Favor de ingresar su usuario" : ""],
    ["certificado", fileProblem("certificado")],
    ["llave", fileProblem("llave")],
    ["contrasena", password.value === "" ? "Favor de ingresar la contraseña de la llave" : ""],
  ];
  const wrong = problems.filter(([id, text]) => tell(id, text));
  if (wrong[0]) element(wrong[0][0]).focus();
  return wrong.length === 0;
}

async function bytesOf(name: FileName): Promise<Uint8Array> {
  const file = files[name].files?.[0];
  return new Uint8Array(file ? await file.arrayBuffer() : []);
}

async function opened(): Promise<{ certificate: Certificate; signer: Signer }> {
  const key = await bytesOf("llave");
  try {
    const certificate = readCertificate(await bytesOf("certificado"));
    return { certificate, signer: await unlock(certificate, key, password.value) };
  } finally {
    key.fill(0);
  }
}

/** Say beside its field what is wrong with the e.firma; returns the field. What is no such problem is thrown on. */
function tellProblem(error: unknown): string {
  if (!(error instanceof CredentialProblem)) throw error;
  const field = error.code === "not_a_certificate" ? "certificado" : error.code === "wrong_password" ? "contrasena" : "llave";
  tell(field, PROBLEMS[error.code]);
  return field;
}

async function credentials(): Promise<{ certificate: Certificate; signer: Signer } | null> {
  try {
    return await opened();
  } catch (error) {
    const field = tellProblem(error);
    setBusy(false); // a disabled field takes no focus
    element(field).focus();
    return null;
  }
}

/** Open the key, look whether it is the certificate's, forget it: what is wrong is told while it can be mended. */
async function checkPair(): Promise<void> {
  const given = password.value;
  const ready = (): boolean => !busy && given !== "" && given === password.value && !fileProblem("certificado") && !fileProblem("llave");
  await painted(); // who leaves the field by pressing the button signs: that tells the same, and more
  if (!ready()) return;
  tell("contrasena", "");
  try {
    (await opened()).signer.wipe();
  } catch (error) {
    if (ready()) tellProblem(error);
  }
}

async function unblock(): Promise<void> {
  if (busy) return;
  fill(outcome);
  if (!complete()) return;
  setBusy(true);
  let signer: Signer | null = null;
  try {
    await painted(); // opening the key takes tens of milliseconds: let «Desbloqueando…» appear first
    const opened = await credentials();
    if (!opened) return;
    signer = opened.signer;
    await signWith(opened.certificate, signer);
  } catch (error) {
    refuse(failureIn(error));
  } finally {
    signer?.wipe();
    setBusy(false);
  }
}

async function signWith(certificate: Certificate, signer: Signer): Promise<void> {
  const who = username.value.trim();
  const given = await challenge(csrf, who, certificate.der);
  const bytes = bytesToSign(given, sha256);
  if (!bytes) {
    refuse(STRANGE);
    return;
  }
  await answer(csrf, who, certificate.der, given, await signer.sign(bytes));
  succeed();
}

function sha256(text: string): string {
  return forge.md.sha256.create().update(text, "utf8").digest().toHex();
}

function refuse({ what, means, do: next, code }: Failure): void {
  const way = code === "network" ? "Revise su conexión a internet y oprima de nuevo «Desbloquear»." : next;
  fill(outcome, h("div", { class: "aviso mal" }, h("strong", {}, what), h("p", {}, means), h("p", {}, way)));
}

function succeed(): void {
  forget();
  const text = "Ya puede entrar con su usuario y su contraseña. Si no recuerda la contraseña, pida elegir otra.";
  const title = h("h1", { id: "titulo", tabindex: "-1" }, "Su cuenta está desbloqueada");
  const ways = h("p", { class: "caminos" }, h("a", { class: "boton", href: "/entrar" }, "Entrar"), h("a", { class: "boton", href: "/recuperar" }, "Elegir otra contraseña"));
  fill(element("tarjeta"), title, h("p", {}, text), ways);
  title.focus();
}

/** The browser must not bring the password back when the person returns to the page. */
function forget(): void {
  password.value = "";
  show.checked = false;
  password.type = "password";
  for (const file of Object.values(files)) file.value = "";
}

function setBusy(now: boolean): void {
  busy = now;
  for (const field of [username, password, button, ...Object.values(files)]) field.disabled = now;
  button.textContent = now ? "Desbloqueando…" : "Desbloquear";
}

for (const name of ["certificado", "llave"] as const) {
  element(name).addEventListener("change", () => {
    element(`${name}-nombre`).textContent = files[name].files?.[0]?.name ?? "Ningún archivo elegido";
    tell(name, fileProblem(name));
    void checkPair();
  });
}
for (const field of [username, password]) {
  field.addEventListener("input", () => tell(field.id, ""));
  field.addEventListener("keydown", (event) => event.key === "Enter" && void unblock());
}
show.addEventListener("change", () => (password.type = show.checked ? "text" : "password"));
button.addEventListener("click", () => void unblock());
password.addEventListener("change", () => void checkPair());
window.addEventListener("pagehide", forget);
if (canSign()) setBusy(false);
else {
  setBusy(true);
  button.textContent = "Desbloquear";
  refuse({ ...INSECURE, what: "En esta dirección su navegador no puede firmar." });
}

/** Drawing what `GET /api/documentos/{id}/vista` answers: converted text, messages, archives, or why there is none. */

import { h, icon } from "../dom";
import { count, sizeText } from "../words";
import type { Size } from "./geometry";
import { convertedNote, CUT, plainNote } from "./notes";
import type { Sheet } from "./table";

/** A label in Spanish, and what the file says of it. */
export type Fact = readonly [string, string];

export interface Attachment {
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
}

export interface TreeEntry {
  readonly path: string;
  readonly size_bytes: number;
  readonly encrypted: boolean;
  readonly folder: boolean;
  readonly outside?: boolean;
}

interface WithFacts {
  readonly facts?: readonly Fact[];
}

export interface Mail {
  readonly kind: "mail";
  readonly headers: readonly Fact[];
  readonly text: string;
  readonly html: string;
  readonly truncated: boolean;
  readonly attachments: readonly Attachment[];
}

export type View =
  | ({ readonly kind: "pages"; readonly pages: number; readonly sizes?: readonly Size[]; readonly signatures?: readonly (readonly Fact[])[] } & WithFacts)
  | ({ readonly kind: "image"; readonly width?: number; readonly height?: number } & WithFacts)
  | ({ readonly kind: "html"; readonly html: string; readonly truncated?: boolean; readonly pictures_left_out?: number } & WithFacts)
  | ({ readonly kind: "table"; readonly sheets: readonly Sheet[]; readonly truncated?: boolean } & WithFacts)
  | { readonly kind: "text"; readonly text: string; readonly truncated: boolean; readonly converted?: boolean }
  | Mail
  | ({ readonly kind: "tree"; readonly entries: readonly TreeEntry[]; readonly truncated: boolean } & WithFacts)
  | { readonly kind: "none"; readonly reason: string; readonly program?: boolean };

/** Word as HTML. The frame has no scripts, no forms, no pop-ups, no origin, and its policy loads nothing. */
export function drawHtml(view: Extract<View, { kind: "html" }>, name: string): HTMLElement {
  const left = view.pictures_left_out ?? 0;
  const pictures = left > 0 && ` ${count(left, "imagen no se muestra", "imágenes no se muestran")} aquí.`;
  return h("div", { class: "sheet" }, convertedNote(view.truncated === true && ` ${CUT}`, pictures), frameOf(view.html, name));
}

function frameOf(html: string, name: string): HTMLElement {
  const frame = h("iframe", { class: "paper", sandbox: true, referrerpolicy: "no-referrer", title: `Contenido de «${name}»` });
  frame.srcdoc = framed(html);
  return frame;
}

/** The policy and the base stand before the document's markup, so that nothing in it can come first.
 * With `_blank` and no permission for pop-ups, a link in the document leads nowhere. */
export function framed(html: string): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
  const style =
    "html{background:#fff;color:#111}body{font:16px/1.55 Georgia,'Times New Roman',serif;max-width:46rem;margin:0 auto;" +
    "padding:2.5rem clamp(1rem,6vw,3.5rem);overflow-wrap:anywhere}img{max-width:100%;height:auto}" +
    "mark{background:#ffe14a;color:#111}mark:target{background:#ff8a00;scroll-margin:35vh}" +
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.25rem .5rem;vertical-align:top}";
  return (
    `<!doctype html><html lang="es"><head><meta charset="utf-8"><base target="_blank">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><style>${style}</style></head><body>${html}</body></html>`
  );
}

export function drawText({ text, truncated, converted = false }: Extract<View, { kind: "text" }>): HTMLElement {
  const note = converted ? convertedNote(truncated && ` ${CUT}`) : truncated && plainNote(CUT);
  return h("div", { class: "sheet" }, note, h("pre", { class: "paper plain", tabindex: 0, "aria-label": "Texto del documento" }, text));
}

export function drawMail(mail: Mail, name: string): HTMLElement {
  const headers = h("dl", { class: "pairs" }, ...mail.headers.map(pair));
  const blank = mail.text.trim() === "" && mail.html === "";
  const body =
    mail.html !== ""
      ? frameOf(mail.html, name)
      : h("pre", { class: "paper plain", tabindex: 0, "aria-label": "Texto del mensaje" }, blank ? "El mensaje no tiene texto." : mail.text);
  return h("div", { class: "sheet" }, convertedNote(mail.truncated && ` ${CUT}`), headers, body, mail.attachments.length > 0 && attachments(mail.attachments));
}

function attachments(list: readonly Attachment[]): HTMLElement {
  const rows = list.map(({ name, media_type, size_bytes }) =>
    h("li", {}, icon("file"), h("span", {}, name || "(sin nombre)"), h("span", { class: "muted" }, `${media_type} · ${sizeText(size_bytes)}`)),
  );
  return h(
    "details",
    { class: "attachments", open: list.length <= 5 },
    h("summary", {}, `${count(list.length, "archivo adjunto", "archivos adjuntos")}; aquí no se abren: descargue el original`),
    h("ul", {}, ...rows),
  );
}

/** What an archive holds, as its own program would list it. Nothing was unpacked. */
export function drawTree(view: Extract<View, { kind: "tree" }>): HTMLElement {
  const head = h("tr", {}, ...["Nombre", "Tamaño", "Observaciones"].map((word) => h("th", { scope: "col" }, word)));
  const rows = view.entries.map((entry) => {
    const remarks = [entry.encrypted && "pide contraseña", entry.outside === true && "su nombre sale de la carpeta"].filter(Boolean).join("; ");
    const size = entry.folder ? "" : sizeText(entry.size_bytes);
    return h(
      "tr",
      {},
      h("td", { class: entry.folder ? "folder" : null }, entry.path),
      h("td", { class: "figure" }, size),
      h("td", { class: "remark" }, remarks !== "" && icon("alert"), remarks),
    );
  });
  const files = view.entries.filter(({ folder }) => !folder).length;
  const note = plainNote(`Contenido del archivo comprimido: ${count(files, "archivo", "archivos")}. Aquí no se desempaca; descargue el original para abrirlo.`, view.truncated && " Sólo se muestra el principio.");
  const table = h("table", { class: "tree" }, h("thead", {}, head), h("tbody", {}, ...rows));
  return h("div", { class: "sheet" }, note, h("div", { class: "grid", tabindex: 0, role: "region", "aria-label": "Contenido del archivo comprimido" }, table));
}

function pair([label, value]: Fact): DocumentFragment {
  const both = document.createDocumentFragment();
  both.append(h("dt", {}, label), h("dd", {}, value));
  return both;
}

/** What the file says of itself, folded: nobody verified it. */
export function drawFacts(view: View): HTMLElement | null {
  const facts = "facts" in view ? (view.facts ?? []) : [];
  const signatures = view.kind === "pages" ? (view.signatures ?? []) : [];
  if (facts.length + signatures.length === 0) return null;
  const signed = signatures.length > 0 && count(signatures.length, "firma dentro del PDF, sin verificar", "firmas dentro del PDF, sin verificar");
  return h(
    "details",
    { class: "file-facts" },
    h("summary", {}, icon(signatures.length > 0 ? "certificate" : "info"), ["Lo que el archivo dice de sí", signed].filter(Boolean).join(" · ")),
    h(
      "div",
      { class: "file-facts-body", tabindex: 0, role: "group", "aria-label": "Lo que el archivo dice de sí" },
      facts.length > 0 && h("dl", { class: "pairs" }, ...facts.map(pair)),
      ...signatures.map((signature, index) =>
        h("section", {}, h("h3", {}, `Firma ${index + 1} dentro del PDF`), h("dl", { class: "pairs" }, ...signature.map(pair))),
      ),
      signatures.length > 0 && h("p", { class: "muted" }, "Estas firmas van dentro del documento; no son la e.firma con la que se presentó la promoción, que se verifica aparte."),
    ),
  );
}

export function drawNone(reason: string, program = false): HTMLElement {
  return h(
    "div",
    { class: "nothing" },
    icon("file"),
    h("strong", {}, "Este documento no tiene vista previa."),
    h("p", {}, reason),
    h("p", {}, program ? "Es un programa: no lo abra ni lo ejecute en su equipo." : "Descargue el original para revisarlo en su equipo."),
  );
}

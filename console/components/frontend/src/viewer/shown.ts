/** The document that is on the screen, of whatever kind: how it is searched, and what of it was seen. */

import { h } from "../dom";
import { drawHtml, drawMail, drawNone, drawText, drawTree, type View } from "./content";
import { FrameFinder, TableFinder, TextFinder } from "./finders";
import type { Finder } from "./search";
import { Table } from "./table";

/** What is drawn without pages. `readable`: it stands before the reader's eyes once it is on the screen. */
export interface Shown {
  readonly element: HTMLElement;
  readonly finder: Finder | null;
  readonly readable: boolean;
}

export function drawConverted(view: View, name: string): Shown {
  if (view.kind === "html") {
    const element = drawHtml(view, name);
    return { element, finder: inFrame(element, view.html), readable: true };
  }
  if (view.kind === "table") return tableOf(view);
  if (view.kind === "none") return { element: drawNone(view.reason), finder: null, readable: false };
  if (view.kind === "pages" || view.kind === "image") return { element: drawNone("El documento no tiene páginas que mostrar."), finder: null, readable: false };
  const element = view.kind === "text" ? drawText(view) : view.kind === "mail" ? drawMail(view, name) : drawTree(view);
  if (view.kind === "mail" && view.html !== "") return { element, finder: inFrame(element, view.html), readable: true };
  const scroller = element.querySelector(".plain, .grid") ?? element;
  const searched = view.kind === "tree" ? scroller : element;
  return { element, finder: new TextFinder(searched, scroller, view.truncated), readable: true };
}

function inFrame(element: HTMLElement, html: string): Finder | null {
  const frame = element.querySelector("iframe");
  return frame && new FrameFinder(frame, html);
}

function tableOf(view: Extract<View, { kind: "table" }>): Shown {
  if (view.sheets.length === 0) {
    return { element: h("p", { class: "blank" }, "El libro no tiene hojas que mostrar."), finder: null, readable: true };
  }
  const table = new Table(view.sheets, view.truncated === true);
  return { element: table.element, finder: new TableFinder(table), readable: true };
}

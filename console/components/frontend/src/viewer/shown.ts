/** The document that is on the screen, of whatever kind: how it is searched, and what of it was seen. */

import { h } from "../dom";
import { drawHtml, drawMail, drawNone, drawText, drawTree, type View } from "./content";
import { FrameFinder, TableFinder, TextFinder } from "./finders";
import type { Unit } from "./reading";
import type { Finder } from "./search";
import { Table } from "./table";

/** What is drawn without pages. `parts`: how many there are to be seen; none of what cannot be shown. */
export interface Shown {
  readonly element: HTMLElement;
  readonly finder: Finder | null;
  readonly parts: number;
  readonly unit: Unit;
}

const WHOLE = { parts: 1, unit: "pages" } as const;
const UNSHOWN = { parts: 0, unit: "taken" } as const;

/** `opened` is told each part that comes before the reader, from 1. */
export function drawConverted(view: View, name: string, opened: (part: number) => void): Shown {
  if (view.kind === "table" && view.sheets.length > 0) return tableOf(view, opened);
  const shown = drawWhole(view, name);
  if (shown.parts > 0) opened(1);
  return shown;
}

function drawWhole(view: View, name: string): Shown {
  if (view.kind === "html") {
    const element = drawHtml(view, name);
    return { element, finder: inFrame(element, view.html), ...WHOLE };
  }
  if (view.kind === "table") return { element: h("p", { class: "blank" }, "El libro no tiene hojas que mostrar."), finder: null, ...WHOLE };
  if (view.kind === "none") return { element: drawNone(view.reason, view.program), finder: null, ...UNSHOWN };
  if (view.kind === "pages" || view.kind === "image") return { element: drawNone("El documento no tiene páginas que mostrar."), finder: null, ...UNSHOWN };
  const element = view.kind === "text" ? drawText(view) : view.kind === "mail" ? drawMail(view, name) : drawTree(view);
  if (view.kind === "mail" && view.html !== "") return { element, finder: inFrame(element, view.html), ...WHOLE };
  const scroller = element.querySelector(".plain, .grid") ?? element;
  const searched = view.kind === "tree" ? scroller : element;
  return { element, finder: new TextFinder(searched, scroller, view.truncated), ...WHOLE };
}

function inFrame(element: HTMLElement, html: string): Finder | null {
  const frame = element.querySelector("iframe");
  return frame && new FrameFinder(frame, html);
}

function tableOf(view: Extract<View, { kind: "table" }>, opened: (part: number) => void): Shown {
  const table = new Table(view.sheets, view.truncated === true, (sheet) => opened(sheet + 1));
  return { element: table.element, finder: new TableFinder(table), parts: view.sheets.length, unit: "sheets" };
}

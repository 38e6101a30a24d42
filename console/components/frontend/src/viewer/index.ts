/** The clerk's reader: tabs, toolbar, and the document as safe pages, table, text or HTML. */

import { ask, failureIn, failureNote } from "../api";
import baseCss from "../base.css";
import { fill, h, icon, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { drawHtml, drawNone, drawTable, drawText, type View } from "./content";
import { fitHeight } from "./height";
import { commandFor, mayTake, type Command } from "./keys";
import { Pages } from "./pages";
import { Reading, type Seen } from "./reading";
import { Tabs } from "./tabs";
import { Toolbar, type ToolbarDocument } from "./toolbar";
import viewerCss from "./viewer.css";

export interface ViewerData {
  readonly documents: readonly ToolbarDocument[];
  /** The document that the page wants shown; obeyed when it changes, not on each rerun. */
  readonly selected: string | null;
  /** Pixels, or null to fill the window down to the decision bar. */
  readonly height: number | null;
  readonly seen: Seen;
}

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
/** A converted document counts as seen after standing this long before the reader. */
const SEEN_AFTER_MS = 1500;

class Viewer implements Surface<ViewerData> {
  private readonly tabs = new Tabs((id) => this.open(id));
  private readonly toolbar = new Toolbar({
    goTo: (page) => this.pages?.goTo(page),
    zoom: (step) => this.changeZoom(step),
    turn: () => this.pages?.turn(),
  });
  private readonly place = h("div", { class: "reading", id: "reading", role: "tabpanel", tabindex: 0 });
  private readonly frame: HTMLElement;
  private readonly spoken = liveRegion();
  private readonly reading = new Reading(() => this.report());
  private readonly views = new Map<string, View>();
  private readonly stopFitting: () => void;
  private readonly onKey = (event: KeyboardEvent): void => this.press(event);
  private documents: readonly ToolbarDocument[] = [];
  private mounted: Mounted<ViewerData> | null = null;
  private shown: string | null = null;
  private wanted: string | null = null;
  private pages: Pages | null = null;
  private asking: AbortController | null = null;
  private seenTimer: ReturnType<typeof setTimeout> | undefined;
  private zoom = 1;

  constructor(root: HTMLElement) {
    this.frame = h("section", { class: "viewer", "aria-label": "Visor de documentos" }, this.tabs.element, this.toolbar.element, this.place, this.toolbar.facts);
    root.append(this.frame, this.spoken.element);
    document.addEventListener("keydown", this.onKey);
    this.stopFitting = fitHeight(this.frame, () => this.mounted?.data.height ?? null);
  }

  update(mounted: Mounted<ViewerData>): void {
    this.mounted = mounted;
    const { documents, selected, seen } = mounted.data;
    this.reading.remember(seen);
    const changed = JSON.stringify(documents) !== JSON.stringify(this.documents);
    if (changed) {
      this.documents = documents;
      this.tabs.show(documents);
      for (const { id } of documents) this.tabs.mark(String(id), this.reading.progress(String(id)));
    }
    const first = documents[0];
    if (!first) {
      this.frame.hidden = true;
      return;
    }
    this.frame.hidden = false;
    const asked = selected !== this.wanted ? selected : null;
    this.wanted = selected;
    const kept = this.document(this.shown) ? this.shown : null;
    const target = (this.document(asked) ? asked : null) ?? kept ?? String(first.id);
    if (target !== this.shown) this.open(target, false);
    else if (changed) this.describe();
  }

  destroy(): void {
    document.removeEventListener("keydown", this.onKey);
    this.stopFitting();
    this.reading.flush();
    this.clear();
  }

  private document(id: string | null): ToolbarDocument | undefined {
    return this.documents.find((document) => String(document.id) === id);
  }

  private open(id: string, byReader = true): void {
    if (id === this.shown) return;
    this.clear();
    this.shown = id;
    this.describe();
    if (byReader) this.spoken.say(`Documento ${this.index() + 1} de ${this.documents.length}: ${this.document(id)?.name ?? ""}`);
    const view = this.views.get(id);
    if (view) this.draw(id, view);
    else void this.fetch(id);
  }

  private clear(): void {
    this.asking?.abort();
    this.asking = null;
    clearTimeout(this.seenTimer);
    this.pages?.destroy();
    this.pages = null;
    this.place.scrollTo(0, 0);
  }

  private index(): number {
    return this.documents.findIndex(({ id }) => String(id) === this.shown);
  }

  private describe(): void {
    const document = this.document(this.shown);
    if (!document || this.shown === null) return;
    this.tabs.select(this.shown);
    this.toolbar.describe(document, this.index(), this.documents.length);
    this.place.setAttribute("aria-label", document.name);
  }

  private async fetch(id: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.toolbar.enable(false);
    fill(this.place, h("p", { class: "loading" }, h("span", { class: "spinner" }), "Preparando la vista…"));
    try {
      const view = (await ask(`/api/documentos/${encodeURIComponent(id)}/vista`, { signal: asking.signal })) as View;
      this.views.set(id, view);
      if (this.shown === id) this.draw(id, view);
    } catch (error) {
      if (asking.signal.aborted || this.shown !== id) return;
      const retry = h("button", { type: "button", onclick: () => void this.fetch(id) }, icon("retry"), "Reintentar");
      fill(this.place, failureNote(failureIn(error), retry));
      this.spoken.say("No se pudo mostrar el documento.");
    }
  }

  private draw(id: string, view: View): void {
    const total = view.kind === "pages" ? view.pages : 1;
    const hasPages = (view.kind === "pages" && total > 0) || view.kind === "image";
    this.reading.measure(id, Math.max(total, 1));
    this.toolbar.enable(hasPages);
    this.place.dataset["kind"] = hasPages ? "pages" : view.kind;
    if (hasPages) this.drawPages(id, total);
    else {
      fill(this.place, this.converted(view));
      this.seenTimer = setTimeout(() => this.see(id, 1), SEEN_AFTER_MS);
    }
    this.tabs.mark(id, this.reading.progress(id));
  }

  private drawPages(id: string, total: number): void {
    fill(this.place);
    this.zoom = 1;
    this.toolbar.zoomed(1);
    this.toolbar.at(1, total);
    this.pages = new Pages(this.place, id, this.document(id)?.name ?? "", total, {
      at: (page) => this.toolbar.at(page, total),
      seen: (page) => this.see(id, page),
    });
    this.place.append(this.pages.element);
  }

  private converted(view: View): HTMLElement {
    const name = this.document(this.shown)?.name ?? "";
    if (view.kind === "html") return drawHtml(view.html, name);
    if (view.kind === "table") return drawTable(view.sheets);
    if (view.kind === "text") return drawText(view.text, view.truncated);
    return drawNone(view.kind === "none" ? view.reason : "El documento no tiene páginas que mostrar.");
  }

  private see(id: string, page: number): void {
    if (this.reading.see(id, page)) this.tabs.mark(id, this.reading.progress(id));
  }

  /** One value, so that a report costs one rerun. */
  private report(): void {
    this.mounted?.setStateValue("reading", { selected: this.shown, seen: this.reading.snapshot() });
  }

  private changeZoom(step: 1 | -1 | 0): void {
    if (!this.pages) return;
    const index = ZOOMS.indexOf(this.zoom);
    this.zoom = step === 0 ? 1 : (ZOOMS[Math.min(Math.max(index + step, 0), ZOOMS.length - 1)] as number);
    this.pages.setZoom(this.zoom);
    this.toolbar.zoomed(this.zoom);
  }

  private press(event: KeyboardEvent): void {
    const command = commandFor(event);
    const target = event.composedPath()[0];
    if (!command || event.defaultPrevented || this.frame.hidden || !(target instanceof Element)) return;
    if (!mayTake(target, event.composedPath().includes(this.frame), event.key)) return;
    event.preventDefault();
    this.obey(command);
  }

  private obey(command: Command): void {
    const steps: Record<Command, () => void> = {
      previousDocument: () => this.step(-1),
      nextDocument: () => this.step(1),
      pageDown: () => this.scroll(1),
      pageUp: () => this.scroll(-1),
      zoomIn: () => this.changeZoom(1),
      zoomOut: () => this.changeZoom(-1),
      fit: () => this.changeZoom(0),
    };
    steps[command]();
  }

  private step(by: 1 | -1): void {
    const document = this.documents[this.index() + by];
    if (document) this.open(String(document.id));
  }

  /** Most of a screenful: the last lines stay in view, so that the reader keeps the thread. */
  private scroll(by: 1 | -1): void {
    const scroller = this.place.querySelector(".grid, .plain") ?? this.place;
    scroller.scrollBy({ top: by * scroller.clientHeight * 0.9 });
  }
}

export default component<ViewerData>(baseCss + viewerCss, (root) => new Viewer(root));

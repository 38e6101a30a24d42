/** The clerk's reader: tabs, toolbar, and the document as safe pages, table, text or HTML. */

import { ask, failureIn, failureNote } from "../api";
import baseCss from "../base.css";
import { fill, h, icon, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { drawFacts, type View } from "./content";
import { PagesFinder } from "./finders";
import type { Fit } from "./geometry";
import { fitHeight } from "./height";
import { Help } from "./help";
import { commandFor, mayTake, type Command } from "./keys";
import { Pages } from "./pages";
import { coverageWords, Dwelling, Reading, type Unit } from "./reading";
import { reporting } from "./report";
import { Search } from "./search";
import { drawConverted } from "./shown";
import { Tabs } from "./tabs";
import { Thumbnails } from "./thumbnails";
import { Toolbar, type ToolbarDocument } from "./toolbar";
import viewerCss from "./viewer.css";

export interface ViewerData {
  readonly documents: readonly ToolbarDocument[];
  /** The document that the page wants shown; obeyed when it changes, not on each rerun. */
  readonly selected: string | null;
  /** Pixels, or null to fill the window down to the decision bar. */
  readonly height: number | null;
  /** Pages seen on earlier visits, by document. */
  readonly seen: Record<string, number[]>;
  /** What a report of pages seen must carry; empty: nobody keeps them. */
  readonly csrf: string;
}

const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
const SAY_AFTER_MS = 700;
const RAIL_KEY = "oficialia.visor.miniaturas";

class Viewer implements Surface<ViewerData> {
  private readonly tabs = new Tabs((id) => this.open(id));
  private readonly toolbar = new Toolbar({
    goTo: (page) => this.pages?.goTo(page),
    zoom: (step) => this.zoom(step),
    fit: (fit) => this.setFit(fit),
    turn: () => this.turn(),
    thumbnails: () => this.toggleRail(),
    search: () => this.search.open(),
    help: () => this.help.open(),
    taken: () => this.taken(),
  });
  private readonly search = new Search(() => this.place.focus({ preventScroll: true }));
  private readonly help = new Help();
  private readonly details = h("div", { class: "details" });
  private readonly place = h("div", { class: "reading", id: "reading", role: "tabpanel", tabindex: 0 });
  private readonly desk = h("div", { class: "desk" }, this.place);
  private readonly frame: HTMLElement;
  private readonly spoken = liveRegion();
  private readonly reading = new Reading(reporting(() => this.mounted?.data.csrf ?? ""));
  private readonly dwelling = new Dwelling((page) => this.stayed(page));
  private readonly views = new Map<string, View>();
  private readonly units = new Map<string, Unit>();
  private readonly stopFitting: () => void;
  private readonly onKey = (event: KeyboardEvent): void => this.press(event);
  private readonly onHide = (): void => this.hide();
  private readonly onScreen = new IntersectionObserver(([entry]) => this.appear(entry?.isIntersecting === true), { threshold: 0.3 });
  private documents: readonly ToolbarDocument[] = [];
  private mounted: Mounted<ViewerData> | null = null;
  private shown: string | null = null;
  private wanted: string | null = null;
  private pages: Pages | null = null;
  private rail: Thumbnails | null = null;
  private finder: PagesFinder | null = null;
  private asking: AbortController | null = null;
  private saying: ReturnType<typeof setTimeout> | undefined;
  private inSight: readonly number[] = [];
  private isOnScreen = false;
  private fit: Fit = "width";
  private scale = 1;

  constructor(root: HTMLElement) {
    this.frame = h(
      "section",
      { class: "viewer", "aria-label": "Visor de documentos" },
      ...[this.tabs.element, this.toolbar.element, this.search.element, this.details, this.desk, this.toolbar.facts, this.help.element],
    );
    root.append(this.frame, this.spoken.element);
    document.addEventListener("keydown", this.onKey, true);
    document.addEventListener("visibilitychange", this.onHide);
    addEventListener("pagehide", this.onHide);
    this.stopFitting = fitHeight(this.frame, () => this.mounted?.data.height ?? null);
    this.onScreen.observe(this.desk);
  }

  update(mounted: Mounted<ViewerData>): void {
    this.mounted = mounted;
    const { documents, selected, seen } = mounted.data;
    for (const [id, pages] of Object.entries(seen)) this.reading.remember(id, pages);
    const changed = JSON.stringify(documents) !== JSON.stringify(this.documents);
    if (changed) this.list(documents);
    const first = documents[0];
    this.frame.hidden = !first;
    if (!first) return;
    const asked = selected !== this.wanted ? selected : null;
    this.wanted = selected;
    const kept = this.document(this.shown) ? this.shown : null;
    const target = (this.document(asked) ? asked : null) ?? kept ?? String(first.id);
    if (target !== this.shown) this.open(target, false);
    else if (changed) this.describe();
  }

  private list(documents: readonly ToolbarDocument[]): void {
    this.documents = documents;
    this.tabs.show(documents);
    for (const { id, pages } of documents) {
      if (pages !== null && pages !== undefined && this.reading.total(String(id)) === null) this.reading.measure(String(id), pages);
      this.tabs.mark(String(id), this.reading.progress(String(id)));
    }
  }

  destroy(): void {
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("visibilitychange", this.onHide);
    removeEventListener("pagehide", this.onHide);
    this.stopFitting();
    this.onScreen.disconnect();
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
    if (byReader) this.say(`Documento ${this.index() + 1} de ${this.documents.length}: ${this.document(id)?.name ?? ""}`, 0);
    const view = this.views.get(id);
    if (view) this.draw(id, view);
    else void this.fetch(id);
  }

  private clear(): void {
    this.asking?.abort();
    this.asking = null;
    this.search.use(null, false);
    this.sight([]);
    this.rail?.destroy();
    this.pages?.destroy();
    this.rail = this.pages = this.finder = null;
    this.toolbar.railShown(false);
    fill(this.details);
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
    this.tellCoverage(this.shown);
  }

  private async fetch(id: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.toolbar.enable(0, false);
    fill(this.place, h("p", { class: "loading" }, h("span", { class: "spinner" }), "Preparando la vista…"));
    try {
      const view = (await ask(`/api/documentos/${encodeURIComponent(id)}/vista`, { signal: asking.signal })) as View;
      this.views.set(id, view);
      if (this.shown === id) this.draw(id, view);
    } catch (error) {
      if (asking.signal.aborted || this.shown !== id) return;
      const retry = h("button", { type: "button", onclick: () => void this.fetch(id) }, icon("retry"), "Reintentar");
      fill(this.place, failureNote(failureIn(error), retry));
      this.say("No se pudo mostrar el documento.", 0);
    }
  }

  private draw(id: string, view: View): void {
    const total = view.kind === "pages" ? view.pages : 1;
    const hasPages = (view.kind === "pages" && total > 0) || view.kind === "image";
    if (hasPages) this.reading.measure(id, total);
    this.place.dataset["kind"] = hasPages ? "pages" : view.kind;
    const facts = drawFacts(view);
    fill(this.details, facts);
    if (hasPages) this.drawPages(id, view, total);
    else this.drawWhole(id, view);
    this.tellCoverage(id);
  }

  private drawWhole(id: string, view: View): void {
    const opened = (part: number): void => this.sight([part]);
    const { element, finder, parts, unit } = drawConverted(view, this.document(this.shown)?.name ?? "", opened);
    this.units.set(id, unit);
    this.reading.measure(id, Math.max(parts, 1));
    fill(this.place, element);
    this.toolbar.enable(0, finder !== null);
    this.search.use(finder);
  }

  private drawPages(id: string, view: View, total: number): void {
    const source = { id, name: this.document(id)?.name ?? "", total };
    const events = { at: (page: number, scale: number) => this.at(page, scale), inSight: (seen: readonly number[]) => this.sight(seen), worded: () => this.finder?.worded() };
    const pages =
      view.kind === "image"
        ? new Pages(this.place, source, view.width && view.height ? [[view.width, view.height]] : [], events, view.width ? 1 : undefined)
        : new Pages(this.place, source, view.kind === "pages" ? (view.sizes ?? []) : [], events);
    this.pages = pages;
    fill(this.place, pages.element);
    this.fit = "width";
    this.toolbar.enable(total, view.kind === "pages");
    this.toolbar.fitted(this.fit);
    pages.start();
    this.finder = view.kind === "pages" ? new PagesFinder(id, pages, this.place) : null;
    this.search.use(this.finder);
    if (railWanted() && total > 1) this.showRail();
  }

  private at(page: number, scale: number): void {
    this.scale = scale;
    const total = this.pages?.total ?? 1;
    this.toolbar.at(page, total, scale);
    this.rail?.at(page);
    if (total > 1 && this.isOnScreen) this.say(`Página ${page} de ${total}`, SAY_AFTER_MS);
  }

  /** Speak once things rest: pages that fly by are not read out. */
  private say(text: string, after: number): void {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.spoken.say(text), after);
  }

  private sight(pages: readonly number[]): void {
    this.inSight = pages;
    this.dwelling.show(this.isOnScreen && !document.hidden ? pages : []);
  }

  private appear(isOnScreen: boolean): void {
    this.isOnScreen = isOnScreen;
    this.sight(this.inSight);
  }

  private hide(): void {
    if (document.hidden) this.reading.flush();
    this.sight(this.inSight);
  }

  private stayed(page: number): void {
    if (this.shown !== null) this.see(this.shown, page);
  }

  private see(id: string, page: number): void {
    if (!this.reading.see(id, page)) return;
    this.tellCoverage(id);
    if (id === this.shown) this.rail?.seen(page);
  }

  /** What cannot be shown here is read elsewhere: taking it home is all that can be known of it. */
  private taken(): void {
    if (this.shown !== null && this.units.get(this.shown) === "taken") this.see(this.shown, 1);
  }

  private tellCoverage(id: string): void {
    const progress = this.reading.progress(id);
    this.tabs.mark(id, progress);
    const words = coverageWords(this.reading.count(id), this.reading.total(id), this.units.get(id) ?? "pages");
    if (id === this.shown) this.toolbar.covered(words, progress);
  }

  private zoom(step: 1 | -1): void {
    const next = step > 0 ? ZOOMS.find((zoom) => zoom > this.scale * 1.02) : ZOOMS.findLast((zoom) => zoom < this.scale * 0.98);
    if (next !== undefined) this.setFit(next);
  }

  private setFit(fit: Fit): void {
    if (!this.pages) return;
    this.fit = fit;
    this.pages.setFit(fit);
    this.toolbar.fitted(fit);
    const how = fit === "width" ? "Ajustado al ancho" : fit === "page" ? "Página completa" : `Tamaño ${Math.round(fit * 100)} %`;
    this.say(how, 0);
  }

  private turn(): void {
    this.pages?.turn();
    if (this.pages) this.say("Girado a la derecha", 0);
  }

  private toggleRail(): void {
    if (!this.pages || this.pages.total < 2) return;
    wantRail(this.rail === null);
    if (this.rail === null) return this.showRail();
    this.rail.destroy();
    this.rail = null;
    this.toolbar.railShown(false);
  }

  private showRail(): void {
    const { pages, shown } = this;
    if (!pages || shown === null) return;
    this.rail = new Thumbnails(shown, pages.total, { goTo: (page) => pages.goTo(page), isSeen: (page) => this.reading.has(shown, page) });
    this.desk.prepend(this.rail.element);
    this.toolbar.railShown(true);
    this.rail.at(pages.page);
  }

  private press(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(this.frame);
    const command = commandFor(event, inside);
    if (!command || event.defaultPrevented || this.frame.hidden || this.help.isOpen || !(target instanceof Element)) return;
    if (!mayTake(target, inside, event) || !this.obey(command)) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has uses of its own for some keys, such as R
  }

  /** Gives back whether there was anything to do. */
  private obey(command: Command): boolean {
    const ofPages = (act: () => void): boolean => (this.pages ? (act(), true) : false);
    const ofSearch = (act: () => void): boolean => (this.search.usable ? (act(), true) : false);
    const steps: Record<Command, () => boolean> = {
      previousDocument: () => this.step(-1),
      nextDocument: () => this.step(1),
      pageDown: () => this.scroll(1),
      pageUp: () => this.scroll(-1),
      zoomIn: () => ofPages(() => this.zoom(1)),
      zoomOut: () => ofPages(() => this.zoom(-1)),
      fitWidth: () => ofPages(() => this.setFit("width")),
      fitPage: () => ofPages(() => this.setFit("page")),
      ownSize: () => ofPages(() => this.setFit(1)),
      turn: () => ofPages(() => this.turn()),
      thumbnails: () => ofPages(() => this.toggleRail()),
      goTo: () => ofPages(() => this.toolbar.askPage()),
      search: () => ofSearch(() => this.search.open()),
      nextHit: () => ofSearch(() => this.search.go(1)),
      previousHit: () => ofSearch(() => this.search.go(-1)),
      help: () => (this.help.open(), true),
    };
    return steps[command]();
  }

  private step(by: 1 | -1): boolean {
    const document = this.documents[this.index() + by];
    if (document) this.open(String(document.id));
    return true;
  }

  /** Most of a screenful: the last lines stay in view, so that the reader keeps the thread. */
  private scroll(by: 1 | -1): boolean {
    const scroller = this.place.querySelector(".grid, .plain") ?? this.place;
    scroller.scrollBy({ top: by * scroller.clientHeight * 0.9 });
    return true;
  }
}

function railWanted(): boolean {
  try {
    return localStorage.getItem(RAIL_KEY) === "1" && innerWidth >= 640;
  } catch {
    return false; // storage is closed to this page: the rail is then asked for each time
  }
}

function wantRail(wanted: boolean): void {
  try {
    localStorage.setItem(RAIL_KEY, wanted ? "1" : "0");
  } catch {
    // as above
  }
}

export default component<ViewerData>(baseCss + viewerCss, (root) => new Viewer(root));

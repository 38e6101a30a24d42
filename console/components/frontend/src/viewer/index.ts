/** The clerk's reader: tabs, toolbar, and the document as safe pages, table, text or HTML. */

import { ask, failureIn, failureNote } from "../api";
import baseCss from "../base.css";
import { fill, h, icon, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { Attention } from "./attention";
import { drawFacts, type View } from "./content";
import { fitHeight } from "./height";
import { Help } from "./help";
import { commandFor, mayTake, type Command } from "./keys";
import { Paged, pagesOf, type PagedView } from "./paged";
import { coverageWords, Reading, type Unit } from "./reading";
import { reporting } from "./report";
import { Search } from "./search";
import { drawConverted } from "./shown";
import { Standing } from "./standing";
import { Tabs } from "./tabs";
import { Toolbar, type ToolbarDocument } from "./toolbar";
import viewerCss from "./viewer.css";
const LET_GO_MS = 200; // a button that took the focus is let go by then, and Streamlit sends its click by itself

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
  /** Tell the page where the reader stands; each telling runs what mounted the viewer. */
  readonly reports: boolean;
  /** Take the focus once there is something to read, where nothing else has it. */
  readonly focus: boolean;
  /** The page's own keys, for the list of keys. Where it has `/`, that is not the viewer's. */
  readonly keys: readonly (readonly [string, string])[];
}

class Viewer implements Surface<ViewerData> {
  private readonly tabs = new Tabs((id) => this.open(id));
  private readonly toolbar = new Toolbar({
    goTo: (page) => this.paged?.goTo(page),
    zoom: (step) => this.paged?.zoom(step),
    fit: (fit) => this.paged?.setFit(fit),
    turn: () => this.paged?.turn(),
    thumbnails: () => this.paged?.toggleRail(),
    search: () => this.search.open(),
    help: () => this.help.open(),
    taken: () => this.taken(),
  });
  private readonly search = new Search(() => this.place.focus({ preventScroll: true }));
  private readonly help = new Help(() => this.mounted?.data.keys ?? []);
  private readonly details = h("div", { class: "details" });
  private readonly place = h("div", { class: "reading", id: "reading", role: "tabpanel", tabindex: 0 });
  private readonly desk = h("div", { class: "desk" }, this.place);
  private readonly frame: HTMLElement;
  private readonly spoken = liveRegion();
  private readonly reading = new Reading(reporting(() => this.mounted?.data.csrf ?? ""));
  private readonly attention = new Attention(this.desk, this.reading, (id, page) => this.news(id, page));
  private readonly standing = new Standing((place) => this.mounted?.data.reports && this.mounted.setStateValue("standing", place));
  private readonly views = new Map<string, View>();
  private readonly units = new Map<string, Unit>();
  private readonly stopFitting: () => void;
  private readonly onKey = (event: KeyboardEvent): void => this.press(event);
  private documents: readonly ToolbarDocument[] = [];
  private mounted: Mounted<ViewerData> | null = null;
  private wasFocused = false;
  private shown: string | null = null;
  private wanted: string | null = null;
  private paged: Paged | null = null;
  private asking: AbortController | null = null;
  private saying: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement) {
    this.frame = h(
      "section",
      { class: "viewer", "aria-label": "Visor de documentos" },
      ...[this.tabs.element, this.toolbar.element, this.search.element, this.details, this.desk, this.toolbar.facts, this.help.element],
    );
    root.append(this.frame, this.spoken.element);
    this.frame.addEventListener("focusout", (event) => this.turnAway(event));
    document.addEventListener("keydown", this.onKey, true);
    this.stopFitting = fitHeight(this.frame, () => this.mounted?.data.height ?? null);
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
    if (mounted.data.focus) this.beWhereTheEyeIs();
  }

  /** Once: somebody who has gone elsewhere since is left there. */
  private beWhereTheEyeIs(): void {
    if (this.wasFocused) return;
    this.wasFocused = true;
    const at = document.activeElement;
    if (!at || at === document.body || !at.isConnected || at.matches("[data-testid='stMain'], [data-testid='stApp']")) this.place.focus({ preventScroll: true });
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
    this.stopFitting();
    this.clear();
    this.standing.stop();
    this.attention.destroy();
  }

  /** Whoever decides at once after reading has read all the same: nothing waits for its usual pause. */
  private turnAway(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && this.frame.contains(event.relatedTarget)) return;
    setTimeout(() => (this.standing.now(), this.reading.report()), LET_GO_MS);
  }

  private document(id: string | null): ToolbarDocument | undefined {
    return this.documents.find((document) => String(document.id) === id);
  }

  private open(id: string, byReader = true): void {
    if (id === this.shown) return;
    this.clear();
    this.shown = id;
    this.attention.turnTo(id);
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
    this.attention.turnTo(null);
    this.paged?.destroy();
    this.paged = null;
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
    const total = pagesOf(view);
    this.place.dataset["kind"] = total > 0 ? "pages" : view.kind;
    fill(this.details, drawFacts(view));
    if (total > 0) this.drawPages(id, view as PagedView, total);
    else this.drawWhole(id, view);
    this.tellCoverage(id);
  }

  private drawWhole(id: string, view: View): void {
    const opened = (part: number): void => this.attention.sight([part]);
    this.standing.at({ document: id, page: null });
    const { element, finder, parts, unit } = drawConverted(view, this.document(this.shown)?.name ?? "", opened);
    this.units.set(id, unit);
    this.reading.measure(id, Math.max(parts, 1));
    fill(this.place, element);
    this.toolbar.enable(0, finder !== null);
    this.search.use(finder);
  }

  private drawPages(id: string, view: PagedView, total: number): void {
    this.reading.measure(id, total);
    const desk = { element: this.desk, place: this.place, toolbar: this.toolbar };
    this.paged = new Paged(desk, { id, name: this.document(id)?.name ?? "", total }, view, {
      inSight: (pages) => this.attention.sight(pages),
      isSeen: (page) => this.reading.has(id, page),
      at: (page) => this.standing.at({ document: id, page: view.kind === "pages" ? page : null }),
      say: (text, after) => this.attention.isThere && this.say(text, after),
    });
    this.search.use(this.paged.finder);
  }

  /** Speak once things rest: pages that fly by are not read out. */
  private say(text: string, after: number): void {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.spoken.say(text), after);
  }

  private news(id: string, page: number): void {
    this.tellCoverage(id);
    if (id === this.shown) this.paged?.seen(page);
  }

  /** What cannot be shown here is read elsewhere: taking it home is all that can be known of it. */
  private taken(): void {
    if (this.shown !== null && this.units.get(this.shown) === "taken") this.attention.see(this.shown, 1);
  }

  private tellCoverage(id: string): void {
    const progress = this.reading.progress(id);
    this.tabs.mark(id, progress);
    this.toolbar.unopened(this.documents.filter((each) => this.reading.progress(String(each.id)) === "unopened").length);
    const words = coverageWords(this.reading.count(id), this.reading.total(id), this.units.get(id) ?? "pages");
    if (id === this.shown) this.toolbar.covered(words, progress);
  }

  private press(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(this.frame);
    const command = commandFor(event, inside, this.mounted?.data.keys.some(([key]) => key === "/"));
    if (!command || event.defaultPrevented || this.frame.hidden || this.help.isOpen || !(target instanceof Element)) return;
    if (!mayTake(target, inside, event) || !this.obey(command)) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has uses of its own for some keys, such as R
  }

  /** Gives back whether there was anything to do. */
  private obey(command: Command): boolean {
    const ofPages = (act: (paged: Paged) => void): boolean => (this.paged ? (act(this.paged), true) : false);
    const ofSearch = (act: () => void): boolean => (this.search.usable ? (act(), true) : false);
    const steps: Record<Command, () => boolean> = {
      previousDocument: () => this.step(-1),
      nextDocument: () => this.step(1),
      pageDown: () => this.scroll(1),
      pageUp: () => this.scroll(-1),
      zoomIn: () => ofPages((paged) => paged.zoom(1)),
      zoomOut: () => ofPages((paged) => paged.zoom(-1)),
      fitWidth: () => ofPages((paged) => paged.setFit("width")),
      fitPage: () => ofPages((paged) => paged.setFit("page")),
      ownSize: () => ofPages((paged) => paged.setFit(1)),
      turn: () => ofPages((paged) => paged.turn()),
      thumbnails: () => ofPages((paged) => paged.toggleRail()),
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

export default component<ViewerData>(baseCss + viewerCss, (root) => new Viewer(root));

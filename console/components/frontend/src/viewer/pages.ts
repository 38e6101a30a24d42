/** A document as one long sheet of pages, of which only those near the reader exist. */

import { h } from "../dom";
import { Geometry, unitOf, type Fit, type Room, type Size } from "./geometry";
import { Page, type Source } from "./page";

/** Pictures wait until scrolling rests: whoever runs through 500 pages asks for none of them. */
const REST_MS = 70;
/** How many pages beyond those in sight are fetched once these have come. */
const AHEAD = 2;
/** A page smaller than this on the screen cannot be read. */
const LEGIBLE_PIXELS = 240;
/** Documents whose first pages have no words are not asked for more. */
const WORDLESS = 3;

export interface PagesEvents {
  /** The page at which the reader is, from 1, and how large it is drawn, 1 being its own size. */
  at(page: number, scale: number): void;
  /** The pages that stand before the reader now: drawn, legible, at least half of each. */
  inSight(pages: readonly number[]): void;
  /** The words of a page came. */
  worded(page: number): void;
}

export class Pages {
  readonly element = h("div", { class: "pages" });
  private readonly near = new Map<number, Page>();
  private readonly geometry: Geometry;
  private readonly resized: ResizeObserver;
  private readonly onScroll = (): void => this.scrolled();
  private rest: ReturnType<typeof setTimeout> | undefined;
  private fit: Fit = "width";
  private turns = 0;
  private current = 1;
  private wordless = 0;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly source: Source,
    sizes: readonly Size[],
    unit = unitOf(sizes),
    private readonly events: PagesEvents,
  ) {
    this.geometry = new Geometry(source.total, sizes, unit);
    this.resized = new ResizeObserver(() => this.keepingPlace());
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
  }

  /** Begin, once the element stands on the page. */
  start(): void {
    this.resized.observe(this.scroller);
    this.layOut();
  }

  destroy(): void {
    clearTimeout(this.rest);
    this.resized.disconnect();
    this.scroller.removeEventListener("scroll", this.onScroll);
    for (const page of this.near.values()) page.leave();
    this.near.clear();
  }

  get total(): number {
    return this.source.total;
  }

  get page(): number {
    return this.current;
  }

  goTo(number: number): void {
    const page = Math.min(Math.max(number, 1), this.total);
    this.scroller.scrollTo({ top: this.geometry.top(page) });
    this.scrolled();
  }

  /** Draw pages at another size, keeping the same point of the document in view. */
  setFit(fit: Fit): void {
    this.fit = fit;
    this.keepingPlace();
  }

  /** A quarter turn clockwise, for scans that lie on their side. */
  turn(): void {
    this.turns = (this.turns + 1) % 4;
    this.keepingPlace();
  }

  /** The layer of words of a page, where the page is near and its words have come. */
  wordsOf(number: number): HTMLElement | null {
    return this.near.get(number)?.words ?? null;
  }

  /** Look again at what stands before the reader: it came into sight, or left it, as a whole. */
  look(): void {
    this.tell();
  }

  private keepingPlace(): void {
    const top = this.geometry.top(this.current);
    const share = (this.scroller.scrollTop - top) / (this.geometry.heights[this.current - 1] ?? 1);
    const across = (this.scroller.scrollLeft + this.scroller.clientWidth / 2) / Math.max(this.scroller.scrollWidth, 1);
    const stay = this.current;
    this.layOut(() => {
      this.scroller.scrollTop = this.geometry.top(stay) + share * (this.geometry.heights[stay - 1] ?? 1);
      this.scroller.scrollLeft = across * this.scroller.scrollWidth - this.scroller.clientWidth / 2;
    });
  }

  private room(): Room {
    const style = getComputedStyle(this.scroller);
    const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    const along = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    return { width: this.scroller.clientWidth - across, height: this.scroller.clientHeight - along };
  }

  private layOut(scroll?: () => void): void {
    const room = this.room();
    if (room.width <= 0) return; // not on the screen yet: the observer tells when it is
    this.geometry.layOut(room, this.fit, this.turns);
    this.element.style.height = `${this.geometry.height}px`;
    this.element.style.width = `${Math.max(room.width, this.geometry.width)}px`;
    this.element.dataset["turns"] = String(this.turns);
    scroll?.();
    for (const page of this.near.values()) this.place(page, room);
    this.scrolled();
  }

  private place(page: Page, room: Room = this.room()): void {
    const [width, height] = [this.geometry.widths[page.number - 1] ?? 0, this.geometry.heights[page.number - 1] ?? 0];
    const left = Math.max(0, (Math.max(room.width, this.geometry.width) - width) / 2);
    Object.assign(page.box.style, { top: `${this.geometry.top(page.number)}px`, left: `${left}px`, width: `${width}px`, height: `${height}px` });
  }

  /** The heights of the sheet between which the reader sees it. */
  private window(): [number, number] {
    return [this.scroller.scrollTop, this.scroller.scrollTop + this.scroller.clientHeight];
  }

  private scrolled(): void {
    const [from, to] = this.window();
    this.current = this.geometry.pageAt(from + (to - from) / 3);
    if (to - from >= this.geometry.height) this.current = 1;
    this.populate(this.geometry.pageAt(from), this.geometry.pageAt(to));
    this.events.at(this.current, this.geometry.scale(this.current));
    this.tell();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.fetch(), REST_MS);
  }

  /** Make the boxes of the pages in sight and of some around them; let go of the others. */
  private populate(first: number, last: number): void {
    const [low, high] = [Math.max(1, first - AHEAD), Math.min(this.total, last + AHEAD)];
    for (const [number, page] of this.near) {
      if (number >= low && number <= high) continue;
      page.leave();
      this.near.delete(number);
    }
    for (let number = low; number <= high; number++) {
      if (!this.near.has(number)) this.add(number);
    }
  }

  private add(number: number): void {
    const page = new Page(number, this.source, {
      settled: (settled) => this.settled(settled),
      worded: () => this.events.worded(number),
    });
    this.near.set(number, page);
    this.place(page);
    // In the document's order, for those who listen to it.
    const next = [...this.element.children].find((box) => Number((box as HTMLElement).dataset["page"]) > number);
    this.element.insertBefore(page.box, next ?? null);
  }

  private settled(page: Page): void {
    const image = page.image;
    if (image && this.geometry.learn(page.number, image.naturalWidth, image.naturalHeight)) this.keepingPlace();
    this.tell();
    this.fetch();
  }

  /** Pages in sight first, then their words, then the pages that come next. */
  private fetch(): void {
    const seen = this.inWindow();
    for (const page of seen) page.load(this.geometry.widths[page.number - 1] ?? 0);
    if (seen.some(({ state }) => state === "loading")) return;
    void this.fetchWords(seen);
    const last = seen.at(-1)?.number ?? 0;
    const first = seen[0]?.number ?? 0;
    for (const number of [...Array.from({ length: AHEAD }, (_, ahead) => last + 1 + ahead), first - 1]) {
      this.near.get(number)?.load(this.geometry.widths[number - 1] ?? 0);
    }
  }

  private async fetchWords(pages: readonly Page[]): Promise<void> {
    for (const page of pages) {
      if (this.wordless >= WORDLESS || this.near.get(page.number) !== page) return;
      this.wordless = (await page.loadWords()) ? 0 : this.wordless + 1;
    }
  }

  private inWindow(): Page[] {
    const [from, to] = this.window();
    const [first, last] = [this.geometry.pageAt(from), this.geometry.pageAt(to)];
    return [...this.near.values()].filter(({ number }) => number >= first && number <= last).sort((a, b) => a.number - b.number);
  }

  private tell(): void {
    const [from, to] = this.window();
    const before = this.inWindow().filter(
      ({ number, state }) =>
        state === "drawn" && (this.geometry.widths[number - 1] ?? 0) >= LEGIBLE_PIXELS && this.geometry.share(number, from, to) >= 0.5,
    );
    this.events.inSight(before.map(({ number }) => number));
  }
}

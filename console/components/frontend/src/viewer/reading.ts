/** What the reader has really had before their eyes, and telling the server rarely. No drawing here. */

export type Progress = "unopened" | "partly" | "full";

/** Sends pages seen of one document; `leaving`: the page is going away, and nobody waits for the answer. */
export type Send = (id: string, pages: readonly number[], leaving: boolean) => Promise<void>;

const REPORT_DELAY_MS = 1500;
/** How long to wait after a report that did not arrive. */
const RETRY_DELAY_MS = 15_000;
/** A page counts as seen after standing this long before the reader. */
export const SEEN_AFTER_MS = 1000;

export class Reading {
  private readonly seen = new Map<string, Set<number>>();
  private readonly untold = new Map<string, Set<number>>();
  private readonly totals = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: Send) {}

  /** Take in what an earlier visit saw. It is not reported again: the server is where it comes from. */
  remember(id: string, pages: readonly number[]): void {
    for (const page of pages) setOf(this.seen, id).add(page);
  }

  /** The number of pages of a document, once it is known. */
  measure(id: string, total: number): void {
    this.totals.set(id, total);
  }

  total(id: string): number | null {
    return this.totals.get(id) ?? null;
  }

  /** A page was before the reader's eyes. Gives back whether that is news. */
  see(id: string, page: number): boolean {
    const pages = setOf(this.seen, id);
    if (pages.has(page)) return false;
    pages.add(page);
    setOf(this.untold, id).add(page);
    this.tellIn(REPORT_DELAY_MS);
    return true;
  }

  has(id: string, page: number): boolean {
    return this.seen.get(id)?.has(page) ?? false;
  }

  progress(id: string): Progress {
    const seen = this.count(id);
    if (seen === 0) return "unopened";
    return seen >= (this.totals.get(id) ?? Infinity) ? "full" : "partly";
  }

  count(id: string): number {
    return this.seen.get(id)?.size ?? 0;
  }

  /** Report now what waits: the surface is leaving. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [id, pages] of this.take()) void this.send(id, pages, true).catch(() => undefined);
  }

  /** Report at once what waits: the reader turns to something else, perhaps to the decision. */
  report(): void {
    clearTimeout(this.timer);
    void this.tell();
  }

  /** Wait until the reader rests, so that one report serves many pages. */
  private tellIn(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), delay);
  }

  private async tell(): Promise<void> {
    this.timer = undefined;
    for (const [id, pages] of this.take()) {
      try {
        await this.send(id, pages, false);
      } catch {
        for (const page of pages) setOf(this.untold, id).add(page);
        if (this.timer === undefined) this.tellIn(RETRY_DELAY_MS);
      }
    }
  }

  private take(): [string, number[]][] {
    const waiting = [...this.untold].map(([id, pages]): [string, number[]] => [id, [...pages].sort((a, b) => a - b)]);
    this.untold.clear();
    return waiting;
  }
}

function setOf(map: Map<string, Set<number>>, id: string): Set<number> {
  const pages = map.get(id) ?? new Set<number>();
  map.set(id, pages);
  return pages;
}

/** What a document is counted in; `taken`: it cannot be shown, only taken home. */
export type Unit = "pages" | "sheets" | "taken";

/** How much of a document was seen, in words. */
export function coverageWords(seen: number, total: number | null, unit: Unit): string {
  if (unit === "taken") return seen > 0 ? "original descargado" : "sin descargar";
  if (total === null) return seen > 0 ? "visto en parte" : "sin ver";
  if (total === 1) return seen > 0 ? "visto" : "sin ver";
  const counted = `${Math.min(seen, total)} de ${total}`;
  return unit === "sheets" ? `vistas ${counted} hojas` : `visto ${counted} páginas`;
}

/** Runs a clock for each page that stands before the reader; one that leaves too soon starts anew. */
export class Dwelling {
  private readonly clocks = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(private readonly stayed: (page: number) => void) {}

  show(pages: readonly number[]): void {
    for (const [page, clock] of this.clocks) {
      if (pages.includes(page)) continue;
      clearTimeout(clock);
      this.clocks.delete(page);
    }
    for (const page of pages) {
      if (!this.clocks.has(page)) this.clocks.set(page, setTimeout(() => this.stayed(page), SEEN_AFTER_MS));
    }
  }
}

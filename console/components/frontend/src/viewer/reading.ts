/** What the reader has really had before their eyes, and telling the server rarely. No drawing here. */

export type Progress = "unopened" | "partly" | "full";

/** Pages seen of each document, as the server gets it: numbers from 1, in order. */
export type Seen = Record<string, number[]>;

const REPORT_DELAY_MS = 1500;

export class Reading {
  private readonly seen = new Map<string, Set<number>>();
  private readonly totals = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private told = "{}";

  constructor(private readonly report: (seen: Seen) => void) {}

  /** Take in what an earlier visit saw. It is not reported again: the server is where it comes from. */
  remember(seen: Seen): void {
    for (const [id, pages] of Object.entries(seen)) for (const page of pages) this.pagesOf(id).add(page);
    if (this.timer === undefined) this.told = JSON.stringify(this.snapshot());
  }

  /** The number of pages of a document, once it is known. */
  measure(id: string, total: number): void {
    this.totals.set(id, total);
  }

  /** A page was before the reader's eyes. Gives back whether that is news. */
  see(id: string, page: number): boolean {
    const pages = this.pagesOf(id);
    if (pages.has(page)) return false;
    pages.add(page);
    this.reportLater();
    return true;
  }

  progress(id: string): Progress {
    const seen = this.seen.get(id)?.size ?? 0;
    if (seen === 0) return "unopened";
    return seen >= (this.totals.get(id) ?? Infinity) ? "full" : "partly";
  }

  count(id: string): number {
    return this.seen.get(id)?.size ?? 0;
  }

  snapshot(): Seen {
    const entries = [...this.seen].filter(([, pages]) => pages.size > 0);
    return Object.fromEntries(entries.map(([id, pages]) => [id, [...pages].sort((a, b) => a - b)]));
  }

  /** Report now what waits: the surface is leaving. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.tell();
  }

  private pagesOf(id: string): Set<number> {
    const pages = this.seen.get(id) ?? new Set<number>();
    this.seen.set(id, pages);
    return pages;
  }

  /** Wait until the reader rests: each report makes the server draw the page again. */
  private reportLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), REPORT_DELAY_MS);
  }

  private tell(): void {
    this.timer = undefined;
    const seen = this.snapshot();
    const text = JSON.stringify(seen);
    if (text === this.told) return;
    this.told = text;
    this.report(seen);
  }
}

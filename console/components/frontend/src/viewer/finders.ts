/** How each kind of document is searched: the server knows where a PDF's words stand, the rest is on the screen. */

import { ask } from "../api";
import { framed } from "./content";
import { fold, firstFrom, occurrences, placeOf } from "./finding";
import { bringIntoView, HIT, mark, markedUp, rangesOf, unmark } from "./marks";
import type { Pages } from "./pages";
import type { Finder, Found } from "./search";
import type { Table } from "./table";

interface ServerHits {
  readonly pages: readonly (readonly [number, number])[];
  readonly total: number;
  readonly searched: number;
  readonly complete: boolean;
}

export class PagesFinder implements Finder {
  private hits: ServerHits["pages"] = [];
  private sought = "";
  /** The hit asked for has not been brought into view yet; once it was, the reader goes where they want. */
  private isComing = false;
  private wanted: { page: number; within: number } | null = null;

  constructor(
    private readonly id: string,
    private readonly pages: Pages,
    private readonly scroller: HTMLElement,
  ) {}

  async find(text: string, signal: AbortSignal): Promise<Found> {
    const address = `/api/documentos/${encodeURIComponent(this.id)}/buscar?texto=${encodeURIComponent(text)}`;
    const found = (await ask(address, { signal })) as ServerHits;
    this.hits = found.pages;
    this.sought = text;
    const remark = found.complete ? "" : `se buscó en las primeras ${found.searched} páginas`;
    return { total: found.total, first: firstFrom(found.pages, this.pages.page), remark };
  }

  show(index: number): void {
    this.wanted = placeOf(this.hits, index);
    if (!this.wanted) return;
    this.isComing = true;
    if (!this.pages.wordsOf(this.wanted.page)) this.pages.goTo(this.wanted.page);
    this.worded();
  }

  /** The words of some page came: mark what was found among those on the screen. */
  worded(): void {
    if (!this.wanted) return;
    const { page, within } = this.wanted;
    const layers = this.hits.map(([number]) => this.pages.wordsOf(number)).filter((layer) => layer !== null);
    const all = rangesOf(layers, this.sought, true);
    const here = this.pages.wordsOf(page);
    const ranges = here ? rangesOf([here], this.sought, true) : [];
    const current = ranges[Math.min(within, ranges.length - 1)] ?? null;
    mark(here ? [...all.filter((range) => !here.contains(range.startContainer)), ...ranges] : all, current);
    if (!current || !this.isComing) return;
    this.isComing = false;
    bringIntoView(current, this.scroller);
  }

  clear(): void {
    this.wanted = null;
    unmark();
  }
}

/** Text that stands whole on the screen: a letter, a message, the tree of an archive. */
export class TextFinder implements Finder {
  private ranges: Range[] = [];

  constructor(
    private readonly root: Element,
    private readonly scroller: Element,
    private readonly truncated: boolean,
  ) {}

  find(text: string): Promise<Found> {
    this.ranges = rangesOf([this.root], text, false);
    return Promise.resolve({ total: this.ranges.length, first: 0, remark: this.truncated ? "sólo en lo que se muestra" : "" });
  }

  show(index: number): void {
    const current = this.ranges[index] ?? null;
    mark(this.ranges, current);
    if (current) bringIntoView(current, this.scroller);
  }

  clear(): void {
    this.ranges = [];
    unmark();
  }
}

/** A converted letter or message in its frame, which lets nobody in: what is found is marked in the markup itself,
 * and the frame is sent to the mark as to any place within a page. */
export class FrameFinder implements Finder {
  private total = 0;
  private loaded: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly html: string,
  ) {}

  find(text: string): Promise<Found> {
    const { html, total } = markedUp(this.html, text);
    this.total = total;
    this.put(total > 0 ? html : this.html);
    return Promise.resolve({ total, first: 0, remark: "" });
  }

  show(index: number): void {
    void this.loaded.then(() => this.frame.contentWindow?.location.replace(`about:srcdoc#${HIT}${index}`));
  }

  clear(): void {
    if (this.total > 0) this.put(this.html);
    this.total = 0;
  }

  private put(html: string): void {
    this.loaded = new Promise((done) => this.frame.addEventListener("load", done, { once: true }));
    this.frame.srcdoc = framed(html);
  }
}

/** Every sheet of a workbook, of which one is on the screen. */
export class TableFinder implements Finder {
  private hits: { sheet: number; row: number; column: number; within: number }[] = [];
  private sought = "";

  constructor(private readonly table: Table) {}

  find(text: string): Promise<Found> {
    this.sought = text;
    this.hits = [];
    this.table.sheets.forEach(({ rows }, sheet) =>
      rows.forEach((cells, row) =>
        cells.forEach((cell, column) => {
          const times = occurrences(fold(String(cell ?? "")), text).length;
          for (let within = 0; within < times; within++) this.hits.push({ sheet, row, column, within });
        }),
      ),
    );
    const first = this.hits.findIndex(({ sheet }) => sheet >= this.table.shown);
    const cut = this.table.sheets.some(({ truncated }) => truncated);
    return Promise.resolve({ total: this.hits.length, first: Math.max(first, 0), remark: cut ? "sólo en lo que se muestra" : "" });
  }

  show(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    if (hit.sheet !== this.table.shown) this.table.open(hit.sheet);
    const cell = this.table.cell(hit.row, hit.column);
    const current = cell ? (rangesOf([cell], this.sought, false)[hit.within] ?? null) : null;
    mark(rangesOf([this.table.place], this.sought, false), current);
    if (current) bringIntoView(current, this.table.place);
  }

  clear(): void {
    this.hits = [];
    unmark();
  }
}

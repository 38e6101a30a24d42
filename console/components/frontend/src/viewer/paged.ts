/** A document of pages on the desk: its sheet, its rail of small pages, and how large it is drawn. */

import { fill } from "../dom";
import type { View } from "./content";
import { PagesFinder } from "./finders";
import type { Fit, Size } from "./geometry";
import type { Source } from "./page";
import { Pages } from "./pages";
import { railWanted, Thumbnails, wantRail } from "./thumbnails";
import type { Toolbar } from "./toolbar";

const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
const SAY_AFTER_MS = 700;

export type PagedView = Extract<View, { kind: "pages" | "image" }>;

/** Where the document is drawn. */
export interface Desk {
  readonly element: HTMLElement;
  readonly place: HTMLElement;
  readonly toolbar: Toolbar;
}

export interface PagedEvents {
  inSight(pages: readonly number[]): void;
  isSeen(page: number): boolean;
  /** The reader stands on this page. */
  at(page: number): void;
  /** Say something to those who listen, after so many milliseconds of rest. */
  say(text: string, after: number): void;
}

export class Paged {
  /** Pictures have no words to be found. */
  readonly finder: PagesFinder | null;
  private readonly pages: Pages;
  private rail: Thumbnails | null = null;
  private scale = 1;

  constructor(
    private readonly desk: Desk,
    private readonly source: Source,
    view: PagedView,
    private readonly events: PagedEvents,
  ) {
    const told = {
      at: (page: number, scale: number) => this.at(page, scale),
      inSight: (pages: readonly number[]) => events.inSight(pages),
      worded: () => this.finder?.worded(),
    };
    const [sizes, unit] = sizesOf(view);
    this.pages = new Pages(desk.place, source, sizes, unit, told);
    this.finder = view.kind === "pages" ? new PagesFinder(source.id, this.pages, desk.place) : null;
    fill(desk.place, this.pages.element);
    desk.toolbar.enable(source.total, this.finder !== null);
    desk.toolbar.fitted("width");
    this.pages.start();
    if (railWanted() && source.total > 1) this.showRail();
  }

  destroy(): void {
    this.hideRail();
    this.pages.destroy();
  }

  goTo(page: number): void {
    this.pages.goTo(page);
  }

  zoom(step: 1 | -1): void {
    const next = step > 0 ? ZOOMS.find((zoom) => zoom > this.scale * 1.02) : ZOOMS.findLast((zoom) => zoom < this.scale * 0.98);
    if (next !== undefined) this.setFit(next);
  }

  setFit(fit: Fit): void {
    this.pages.setFit(fit);
    this.desk.toolbar.fitted(fit);
    const how = fit === "width" ? "Ajustado al ancho" : fit === "page" ? "Página completa" : `Tamaño ${Math.round(fit * 100)} %`;
    this.events.say(how, 0);
  }

  turn(): void {
    this.pages.turn();
    this.events.say("Girado a la derecha", 0);
  }

  toggleRail(): void {
    if (this.source.total < 2) return;
    wantRail(this.rail === null);
    if (this.rail === null) this.showRail();
    else this.hideRail();
  }

  /** A page was seen for the first time. */
  seen(page: number): void {
    this.rail?.seen(page);
  }

  private at(page: number, scale: number): void {
    this.scale = scale;
    this.desk.toolbar.at(page, this.source.total, scale);
    this.events.at(page);
    this.rail?.at(page);
    if (this.source.total > 1) this.events.say(`Página ${page} de ${this.source.total}`, SAY_AFTER_MS);
  }

  private showRail(): void {
    const events = { goTo: (page: number) => this.goTo(page), isSeen: (page: number) => this.events.isSeen(page) };
    this.rail = new Thumbnails(this.source.id, this.source.total, events);
    this.desk.element.prepend(this.rail.element);
    this.desk.toolbar.railShown(true);
    this.rail.at(this.pages.page);
  }

  private hideRail(): void {
    this.rail?.destroy();
    this.rail = null;
    this.desk.toolbar.railShown(false);
  }
}

function sizesOf(view: PagedView): [sizes: readonly Size[], unit: number | undefined] {
  if (view.kind === "pages") return [view.sizes ?? [], undefined];
  return view.width && view.height ? [[[view.width, view.height]], 1] : [[], undefined];
}

/** How many pages there are to draw; 0 of what is not drawn in pages. */
export function pagesOf(view: View): number {
  if (view.kind === "image") return 1;
  return view.kind === "pages" ? view.pages : 0;
}

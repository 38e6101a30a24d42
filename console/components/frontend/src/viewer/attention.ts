/** What stands before the reader's eyes now, and for how long: only that counts as seen. */

import { Dwelling, type Reading } from "./reading";

/** How much of the viewer must be in the window for anything in it to stand before the reader. */
const LEAST_SHARE = 0.3;

export class Attention {
  private readonly dwelling: Dwelling;
  private readonly onScreen = new IntersectionObserver(([entry]) => this.appear(entry?.isIntersecting === true), { threshold: LEAST_SHARE });
  private readonly onHide = (): void => this.hide();
  private document: string | null = null;
  private inSight: readonly number[] = [];
  private isOnScreen = false;

  /** `news` is told each page that was not seen before. */
  constructor(
    desk: Element,
    private readonly reading: Reading,
    private readonly news: (document: string, page: number) => void,
  ) {
    this.dwelling = new Dwelling((page) => this.document !== null && this.see(this.document, page));
    this.onScreen.observe(desk);
    globalThis.document.addEventListener("visibilitychange", this.onHide);
    addEventListener("pagehide", this.onHide);
  }

  destroy(): void {
    this.onScreen.disconnect();
    globalThis.document.removeEventListener("visibilitychange", this.onHide);
    removeEventListener("pagehide", this.onHide);
    this.dwelling.show([]);
    this.reading.flush();
  }

  get isThere(): boolean {
    return this.isOnScreen;
  }

  /** Another document is before the reader; nothing of it yet. */
  turnTo(document: string | null): void {
    this.sight([]);
    this.document = document;
  }

  /** These pages of the document, and no others, stand before the reader. */
  sight(pages: readonly number[]): void {
    this.inSight = pages;
    this.dwelling.show(this.isOnScreen && !globalThis.document.hidden ? pages : []);
  }

  see(document: string, page: number): void {
    if (this.reading.see(document, page)) this.news(document, page);
  }

  private appear(isOnScreen: boolean): void {
    this.isOnScreen = isOnScreen;
    this.sight(this.inSight);
  }

  /** The browser's tab goes to the background, or away for good: tell what was seen while there is time. */
  private hide(): void {
    if (globalThis.document.hidden) this.reading.flush();
    this.sight(this.inSight);
  }
}

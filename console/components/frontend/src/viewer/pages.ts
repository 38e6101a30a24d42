/** A document as a column of page images, fetched as the reader comes near them. */

import { ask, failureIn, type Failure } from "../api";
import { fill, h, icon } from "../dom";

/** Height over width of a page not yet seen: letter, the paper of Mexican offices. */
const LETTER = 11 / 8.5;
/** The widths asked of the server: few, so that its cache and the browser's serve most requests. */
const WIDTHS = [640, 960, 1280, 1600, 2200];
/** A page counts as seen after standing this long before the reader. */
const SEEN_AFTER_MS = 800;
/** A fitted page is no wider than this: a wide screen does not help to read a letter-size page. */
const WIDEST_FIT = 1000;

export function imageWidth(cssPixels: number, density: number): number {
  const wanted = cssPixels * density;
  return WIDTHS.find((width) => width >= wanted) ?? (WIDTHS.at(-1) as number);
}

export interface PagesEvents {
  /** The page at which the reader is, from 1. */
  at(page: number): void;
  seen(page: number): void;
}

interface Page {
  readonly number: number;
  readonly box: HTMLElement;
  ratio: number | null;
  image: HTMLImageElement | null;
  requested: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class Pages {
  readonly element = h("div", { class: "pages" });
  private readonly pages: Page[];
  private readonly near: IntersectionObserver;
  private readonly visible: IntersectionObserver;
  private readonly resized: ResizeObserver;
  private zoom = 1;
  private turns = 0;
  private usualRatio = LETTER;
  private current = 1;
  private readonly onScroll = (): void => this.follow();

  constructor(
    private readonly scroller: HTMLElement,
    private readonly id: string,
    private readonly name: string,
    total: number,
    private readonly events: PagesEvents,
  ) {
    this.pages = Array.from({ length: total }, (_, index) => this.blank(index + 1));
    this.element.append(...this.pages.map(({ box }) => box));
    this.near = this.observe("150% 0px", 0, (page, isNear) => isNear && this.load(page));
    this.visible = this.observe("0px", [0, 0.25, 0.5, 0.75, 1], (page, _, entry) => this.watch(page, entry));
    this.resized = new ResizeObserver(() => this.layOut());
    this.resized.observe(scroller);
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
    this.layOut();
  }

  destroy(): void {
    this.near.disconnect();
    this.visible.disconnect();
    this.resized.disconnect();
    this.scroller.removeEventListener("scroll", this.onScroll);
    for (const page of this.pages) clearTimeout(page.timer);
  }

  get total(): number {
    return this.pages.length;
  }

  goTo(number: number): void {
    const page = this.pages[Math.min(Math.max(number, 1), this.pages.length) - 1];
    if (page) this.scroller.scrollTo({ top: page.box.offsetTop - 12 });
  }

  /** Show at `zoom` times the fitting width, keeping the same point of the document in view. */
  setZoom(zoom: number): void {
    this.zoom = zoom;
    this.keepingPlace(() => this.layOut());
  }

  /** A quarter turn clockwise, for scans that lie on their side. */
  turn(): void {
    this.turns = (this.turns + 1) % 4;
    this.keepingPlace(() => this.layOut());
  }

  private keepingPlace(change: () => void): void {
    const { box } = this.pages[this.current - 1] as Page;
    const share = (this.scroller.scrollTop - box.offsetTop) / Math.max(box.offsetHeight, 1);
    change();
    this.scroller.scrollTop = box.offsetTop + share * box.offsetHeight;
  }

  private observe(
    rootMargin: string,
    threshold: number | number[],
    react: (page: Page, isIntersecting: boolean, entry: IntersectionObserverEntry) => void,
  ): IntersectionObserver {
    const found = new Map<Element, Page>(this.pages.map((page) => [page.box, page]));
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const page = found.get(entry.target);
          if (page) react(page, entry.isIntersecting, entry);
        }
      },
      { root: this.scroller, rootMargin, threshold },
    );
    for (const { box } of this.pages) observer.observe(box);
    return observer;
  }

  private blank(number: number): Page {
    const box = h("div", { class: "page", "data-page": number }, h("span", { class: "waiting" }, String(number)));
    return { number, box, ratio: null, image: null, requested: 0, timer: undefined };
  }

  private pageWidth(): number {
    const style = getComputedStyle(this.scroller);
    const room = this.scroller.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return Math.round(Math.min(Math.max(room, 160), WIDEST_FIT) * this.zoom);
  }

  private layOut(): void {
    const width = this.pageWidth();
    this.element.style.setProperty("--page-width", `${width}px`);
    this.element.dataset["turns"] = String(this.turns);
    for (const page of this.pages) {
      this.shape(page);
      if (page.image && imageWidth(width, devicePixelRatio) > page.requested) this.load(page, true);
    }
    this.follow();
  }

  private shape(page: Page): void {
    const ratio = page.ratio ?? this.usualRatio;
    page.box.style.aspectRatio = this.turns % 2 ? `${ratio} / 1` : `1 / ${ratio}`;
  }

  private load(page: Page, again = false): void {
    if (page.image && !again) return;
    const width = imageWidth(this.pageWidth(), devicePixelRatio);
    const image = h("img", { alt: `Página ${page.number} de ${this.total} de ${this.name}`, decoding: "async", draggable: "false" });
    page.requested = width;
    page.image ??= image;
    // A sharper image may have been asked for meanwhile: the answer for the old one is then of no use.
    image.addEventListener("load", () => width === page.requested && this.loaded(page, image));
    image.addEventListener("error", () => width === page.requested && void this.failed(page));
    image.src = this.address(page, width);
  }

  private address(page: Page, width: number): string {
    return `/api/documentos/${encodeURIComponent(this.id)}/paginas/${page.number}?ancho=${width}`;
  }

  private loaded(page: Page, image: HTMLImageElement): void {
    page.image = image;
    page.ratio = image.naturalHeight / image.naturalWidth;
    fill(page.box, image);
    page.box.classList.remove("problem");
    if (page.number === 1 && this.usualRatio === LETTER) {
      this.usualRatio = page.ratio;
      for (const other of this.pages) this.shape(other);
    } else this.shape(page);
    if (page.timer === undefined && page.box.dataset["visible"] === "true") this.startClock(page);
  }

  /** An <img> does not say why it failed: ask the same address for the refusal. */
  private async failed(page: Page): Promise<void> {
    page.image = null;
    let failure: Failure | null = null;
    try {
      await ask(this.address(page, page.requested));
    } catch (error) {
      failure = failureIn(error);
    }
    const retry = h("button", { type: "button", onclick: () => this.load(page) }, icon("retry"), "Reintentar");
    page.box.classList.add("problem");
    fill(
      page.box,
      h("strong", {}, `No se pudo mostrar la página ${page.number}.`),
      failure && !failure.code.startsWith("http_2") && h("p", {}, `${failure.what} ${failure.do}`),
      failure?.code === "session_ended" ? h("a", { class: "button", href: "/entrar" }, "Entrar de nuevo") : retry,
    );
  }

  /** Start or stop the clock of a page: half of it, or half of the window, must stand before the reader. */
  private watch(page: Page, entry: IntersectionObserverEntry): void {
    const fills = entry.intersectionRect.height >= (entry.rootBounds?.height ?? Infinity) / 2;
    const isVisible = entry.isIntersecting && (entry.intersectionRatio >= 0.5 || fills);
    page.box.dataset["visible"] = String(isVisible);
    if (isVisible && page.ratio !== null) this.startClock(page);
    if (!isVisible) {
      clearTimeout(page.timer);
      page.timer = undefined;
    }
  }

  private startClock(page: Page): void {
    page.timer ??= setTimeout(() => {
      if (!document.hidden) return this.events.seen(page.number);
      page.timer = undefined; // the browser tab is in the background: nobody is looking yet
      this.startClock(page);
    }, SEEN_AFTER_MS);
  }

  private follow(): void {
    const line = this.scroller.scrollTop + this.scroller.clientHeight / 3;
    let [low, high] = [0, this.pages.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.pages[middle] as Page).box.offsetTop <= line) low = middle;
      else high = middle - 1;
    }
    this.current = low + 1;
    this.events.at(this.current);
  }
}

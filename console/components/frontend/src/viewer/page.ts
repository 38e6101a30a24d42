/** One page on the screen: its picture, its words, or why it cannot be shown. */

import { ask, failureIn, type Failure } from "../api";
import { fill, h, icon } from "../dom";
import { drawWords, type PageWords } from "./words";

/** The widths asked of the server: few, so that its cache and the browser's serve most requests. */
const WIDTHS = [640, 960, 1280, 1600, 2000];

export function imageWidth(cssPixels: number, density: number): number {
  const wanted = cssPixels * density;
  return WIDTHS.find((width) => width >= wanted) ?? (WIDTHS.at(-1) as number);
}

/** Which document the pages are of. */
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly total: number;
}

export interface PageEvents {
  /** The picture came, with its width and height, or it failed for good. */
  settled(page: Page): void;
  /** The words of the page came. */
  worded(page: Page): void;
}

export class Page {
  readonly box: HTMLElement;
  /** The layer of words, once it came. */
  words: HTMLElement | null = null;
  image: HTMLImageElement | null = null;
  state: "blank" | "loading" | "drawn" | "problem" = "blank";
  private readonly leaf = h("div", { class: "leaf" });
  private readonly leaving = new AbortController();
  private requested = 0;
  private askedWords = false;

  constructor(
    readonly number: number,
    private readonly source: Source,
    private readonly events: PageEvents,
  ) {
    this.box = h("div", { class: "page", "data-page": number }, h("span", { class: "waiting" }, String(number)));
  }

  /** Fetch the picture, sharp enough for so many pixels; nothing to do where there is one. */
  load(cssPixels: number): void {
    const width = imageWidth(cssPixels, devicePixelRatio);
    if (this.state === "problem" || width <= this.requested) return;
    this.requested = width;
    if (this.state === "blank") this.state = "loading";
    const { name, total } = this.source;
    const image = h("img", { alt: `Página ${this.number} de ${total} de ${name}`, decoding: "async", draggable: "false" });
    // A sharper image may have been asked for meanwhile: the answer for the old one is then of no use.
    image.addEventListener("load", () => width === this.requested && this.loaded(image));
    image.addEventListener("error", () => width === this.requested && void this.failed());
    image.src = this.address(width);
    this.image ??= image;
  }

  private loaded(image: HTMLImageElement): void {
    this.image = image;
    this.state = "drawn";
    this.box.classList.remove("problem");
    fill(this.leaf, image, this.words);
    fill(this.box, this.leaf);
    this.events.settled(this);
  }

  /** Fetch the words; a page without any, or of a picture, has none to show. Gives back whether it went well. */
  async loadWords(): Promise<boolean> {
    if (this.askedWords || this.state !== "drawn") return true;
    this.askedWords = true;
    try {
      const found = (await ask(`${this.base()}/texto`, { signal: this.leaving.signal })) as PageWords;
      this.words = drawWords(found);
      this.leaf.append(this.words);
      this.events.worded(this);
      return true;
    } catch {
      this.askedWords = this.leaving.signal.aborted;
      return this.leaving.signal.aborted;
    }
  }

  /** The page is no longer near: stop what is still coming for it. */
  leave(): void {
    this.leaving.abort();
    if (this.image && !this.image.complete) this.image.removeAttribute("src");
    this.requested = Infinity;
    this.box.remove();
  }

  private base(): string {
    return `/api/documentos/${encodeURIComponent(this.source.id)}/paginas/${this.number}`;
  }

  private address(width: number): string {
    return `${this.base()}?ancho=${width}`;
  }

  /** An <img> does not say why it failed: ask the same address for the refusal. */
  private async failed(): Promise<void> {
    let failure: Failure | null = null;
    try {
      await ask(this.address(this.requested), { signal: this.leaving.signal });
    } catch (error) {
      if (this.leaving.signal.aborted) return;
      failure = failureIn(error);
    }
    this.image = null;
    this.state = "problem";
    this.box.classList.add("problem");
    fill(
      this.box,
      h("strong", {}, `No se pudo mostrar la página ${this.number}.`),
      failure && !failure.code.startsWith("http_2") && h("p", {}, `${failure.what} ${failure.do}`),
      failure?.code === "session_ended" ? h("a", { class: "button", href: "/entrar" }, "Entrar de nuevo") : this.retry(),
    );
    this.events.settled(this);
  }

  private retry(): HTMLElement {
    const again = (): void => {
      const width = this.requested;
      this.requested = 0;
      this.state = "blank";
      this.load(width / devicePixelRatio);
    };
    return h("button", { type: "button", onclick: again }, icon("retry"), "Reintentar");
  }
}

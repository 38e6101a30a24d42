/** A rail of small pages beside the document, with what was seen; only those in sight exist. */

import { h, icon } from "../dom";

/** Height of a thumbnail with its number, in CSS pixels. */
const STEP = 148;
const WIDTH = 100;
const REST_MS = 120;
const AROUND = 2;
/** How many are fetched at a time: the pages themselves come first. */
const AT_ONCE = 2;

export interface ThumbnailsEvents {
  goTo(page: number): void;
  isSeen(page: number): boolean;
}

const WANTED = "oficialia.visor.miniaturas";
/** A narrower window has no room for both. */
const NARROW = 640;

/** Whether this browser's user had the rail open the last time. */
export function railWanted(): boolean {
  try {
    return localStorage.getItem(WANTED) === "1" && innerWidth >= NARROW;
  } catch {
    return false; // storage is closed to this page: the rail is then asked for each time
  }
}

export function wantRail(wanted: boolean): void {
  try {
    localStorage.setItem(WANTED, wanted ? "1" : "0");
  } catch {
    // as above
  }
}

interface Thumbnail {
  readonly button: HTMLButtonElement;
  image: HTMLImageElement | null;
}

export class Thumbnails {
  readonly element = h("nav", { class: "rail", "aria-label": "Miniaturas de las páginas" });
  private readonly sheet = h("div", { class: "rail-sheet" });
  private readonly near = new Map<number, Thumbnail>();
  private readonly resized = new ResizeObserver(() => this.populate());
  private readonly onScroll = (): void => this.populate();
  private rest: ReturnType<typeof setTimeout> | undefined;
  private current = 1;
  private coming = 0;

  constructor(
    private readonly id: string,
    private readonly total: number,
    private readonly events: ThumbnailsEvents,
  ) {
    this.sheet.style.height = `${total * STEP}px`;
    this.element.append(this.sheet);
    this.element.addEventListener("scroll", this.onScroll, { passive: true });
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.resized.observe(this.element);
  }

  destroy(): void {
    clearTimeout(this.rest);
    this.resized.disconnect();
    this.element.remove();
    for (const { image } of this.near.values()) if (image && !image.complete) image.removeAttribute("src");
    this.near.clear();
  }

  at(page: number): void {
    if (page === this.current && this.near.get(page)?.button.getAttribute("aria-current")) return;
    const focused = this.near.get(this.current)?.button.matches(":focus") ?? false;
    this.current = page;
    const top = (page - 1) * STEP;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop || top + STEP > scrollTop + clientHeight) this.element.scrollTo({ top: top - clientHeight / 2 + STEP / 2 });
    this.populate();
    if (focused) this.near.get(page)?.button.focus({ preventScroll: true });
  }

  seen(page: number): void {
    const thumbnail = this.near.get(page);
    if (thumbnail) this.mark(page, thumbnail);
  }

  private press(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.events.goTo(Math.min(Math.max(this.current + by, 1), this.total));
  }

  private populate(): void {
    const { scrollTop, clientHeight } = this.element;
    const low = Math.max(1, Math.floor(scrollTop / STEP) + 1 - AROUND);
    const high = Math.min(this.total, Math.ceil((scrollTop + clientHeight) / STEP) + AROUND);
    for (const [number, { button, image }] of this.near) {
      if ((number >= low && number <= high) || number === this.current) continue;
      if (image && !image.complete) {
        image.removeAttribute("src"); // which fires neither event
        this.coming--;
      }
      button.remove();
      this.near.delete(number);
    }
    for (let number = low; number <= high; number++) if (!this.near.has(number)) this.add(number);
    for (const [number, thumbnail] of this.near) this.mark(number, thumbnail);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.fetch(), REST_MS);
  }

  private add(number: number): void {
    const button = h("button", { type: "button", class: "thumbnail", onclick: () => this.events.goTo(number) });
    button.style.top = `${(number - 1) * STEP}px`;
    button.append(h("span", { class: "thumbnail-page" }), h("span", { class: "thumbnail-number" }));
    this.near.set(number, { button, image: null });
    const next = [...this.near.keys()].filter((other) => other > number).sort((a, b) => a - b)[0];
    this.sheet.insertBefore(button, next === undefined ? null : (this.near.get(next)?.button ?? null));
  }

  private mark(number: number, { button }: Thumbnail): void {
    const seen = this.events.isSeen(number);
    const [here, label] = [number === this.current, `Página ${number}${seen ? ", vista" : ""}`];
    if (here) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
    button.tabIndex = here ? 0 : -1;
    if (button.getAttribute("aria-label") === label) return;
    button.setAttribute("aria-label", label);
    const place = button.querySelector(".thumbnail-number") as HTMLElement;
    place.replaceChildren(String(number), ...(seen ? [icon("tick")] : []));
  }

  /** One after another, those in sight first. */
  private fetch(): void {
    const { scrollTop, clientHeight } = this.element;
    const middle = (scrollTop + clientHeight / 2) / STEP;
    const waiting = [...this.near].filter(([, { image }]) => image === null).sort(([a], [b]) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const [number, thumbnail] of waiting.slice(0, AT_ONCE - this.coming)) this.load(number, thumbnail);
  }

  private load(number: number, thumbnail: Thumbnail): void {
    const image = h("img", { alt: "", decoding: "async", draggable: "false" });
    const done = ({ type }: Event): void => {
      this.coming--;
      if (type === "load" && this.near.get(number) === thumbnail) thumbnail.button.querySelector(".thumbnail-page")?.replaceChildren(image);
      this.fetch();
    };
    thumbnail.image = image;
    this.coming++;
    image.addEventListener("load", done, { once: true });
    image.addEventListener("error", done, { once: true });
    image.src = `/api/documentos/${encodeURIComponent(this.id)}/paginas/${number}?ancho=${WIDTH * 2}`;
  }
}

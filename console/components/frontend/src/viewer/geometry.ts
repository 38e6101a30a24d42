/** Where each page of a document lies on its long sheet: numbers only, so that 5 000 pages cost nothing. */

/** How large pages are drawn: as wide as the room, wholly in the room, or so many times their own size. */
export type Fit = "width" | "page" | number;

export interface Room {
  readonly width: number;
  readonly height: number;
}

export type Size = readonly [number, number];

/** Letter, the paper of Mexican offices, in points: for pages of which the size is not known. */
const LETTER: Size = [612, 792];
export const GAP = 14;
/** A fitted page is no wider than this: a wide screen does not help to read a letter-size page. */
const WIDEST_FIT = 1000;
const NARROWEST = 40;

export class Geometry {
  readonly tops: number[] = [];
  readonly widths: number[] = [];
  readonly heights: number[] = [];
  /** Height of the whole sheet. */
  height = 0;
  /** Width of its widest page. */
  width = 0;
  private readonly sizes: Size[];
  private readonly known: boolean[];
  private turns = 0;

  /** `unit`: CSS pixels of one unit of the sizes at 100 %. */
  constructor(
    readonly total: number,
    sizes: readonly Size[],
    private readonly unit: number,
  ) {
    const usual = sane(sizes[0]) ?? LETTER;
    this.sizes = Array.from({ length: total }, (_, index) => sane(sizes[index]) ?? usual);
    this.known = Array.from({ length: total }, (_, index) => sane(sizes[index]) !== null);
  }

  layOut(room: Room, fit: Fit, turns: number): void {
    this.turns = turns;
    let top = 0;
    this.width = 0;
    for (let index = 0; index < this.total; index++) {
      const [width, height] = this.drawn(index, room, fit);
      this.tops[index] = top;
      this.widths[index] = width;
      this.heights[index] = height;
      this.width = Math.max(this.width, width);
      top += height + GAP;
    }
    this.height = Math.max(top - GAP, 0);
  }

  private drawn(index: number, room: Room, fit: Fit): [number, number] {
    const [width, height] = this.upright(index);
    const scale = typeof fit === "number" ? fit * this.unit : fitting(width, height, room, fit);
    return [Math.max(Math.round(width * scale), NARROWEST), Math.max(Math.round(height * scale), NARROWEST)];
  }

  private upright(index: number): Size {
    const [width, height] = this.sizes[index] ?? LETTER;
    return this.turns % 2 ? [height, width] : [width, height];
  }

  /** Learn the size of a page that was not told beforehand. Gives back whether that changes anything. */
  learn(page: number, width: number, height: number): boolean {
    const index = page - 1;
    if (this.known[index] || width <= 0 || height <= 0) return false;
    const [usualWidth, usualHeight] = this.sizes[index] ?? LETTER;
    this.known[index] = true;
    this.sizes[index] = [usualWidth, (usualWidth * height) / width];
    return Math.abs(usualHeight - (usualWidth * height) / width) > 1;
  }

  /** How large a page is drawn, 1 being its own size. */
  scale(page: number): number {
    const index = page - 1;
    return (this.widths[index] ?? 0) / ((this.upright(index)[0] || 1) * this.unit);
  }

  /** The page at a height of the sheet, from 1. */
  pageAt(height: number): number {
    let [low, high] = [0, this.total - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.tops[middle] as number) <= height) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  top(page: number): number {
    return this.tops[page - 1] ?? 0;
  }

  /** How much of a page stands between two heights of the sheet, 0 to 1; 1 also where it fills half of what is between. */
  share(page: number, from: number, to: number): number {
    const top = this.top(page);
    const height = this.heights[page - 1] ?? 1;
    const overlap = Math.max(0, Math.min(top + height, to) - Math.max(top, from));
    return overlap >= (to - from) / 2 ? 1 : overlap / height;
  }
}

function fitting(width: number, height: number, room: Room, fit: "width" | "page"): number {
  const across = Math.min(Math.max(room.width, 160), WIDEST_FIT) / width;
  return fit === "width" ? across : Math.min(Math.max(room.width, 160) / width, Math.max(room.height, 160) / height);
}

function sane(size: Size | undefined): Size | null {
  if (!size || !(size[0] > 0) || !(size[1] > 0)) return null;
  return size;
}

/** Sizes are points of 1/72 inch, but a scan's are its pixels: those are far too many for points. */
export function unitOf(sizes: readonly Size[]): number {
  const width = sane(sizes[0])?.[0] ?? LETTER[0];
  return width > 1400 ? 816 / width : 96 / 72;
}

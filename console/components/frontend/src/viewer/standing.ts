/** Where the reader stands: which document, which page. The page is told once they rest there. */

/** `page`: from 1; null of what has no pages. */
export interface Place {
  readonly document: string;
  readonly page: number | null;
}

const RESTS_MS = 600;

export class Standing {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private here: Place | null = null;
  private told = "";

  constructor(private readonly tell: (place: Place) => void) {}

  at(place: Place): void {
    clearTimeout(this.timer);
    this.here = place;
    this.timer = setTimeout(() => this.now(), RESTS_MS);
  }

  /** The reader turns to something else, which may want to know where they stood. */
  now(): void {
    clearTimeout(this.timer);
    const said = JSON.stringify(this.here);
    if (this.here === null || said === this.told) return;
    this.told = said;
    this.tell(this.here);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.here = null;
  }
}

/** Where the reader stands: which document, which page. The page is told once they rest there. */

/** `page`: from 1; null of what has no pages. */
export interface Place {
  readonly document: string;
  readonly page: number | null;
}

const RESTS_MS = 600;

export class Standing {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private told = "";

  constructor(private readonly tell: (place: Place) => void) {}

  at(place: Place): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const said = JSON.stringify(place);
      if (said === this.told) return;
      this.told = said;
      this.tell(place);
    }, RESTS_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

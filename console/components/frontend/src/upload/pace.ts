/** How fast something moves just now: the mean since the start would go on telling of a line that has changed. */

const WINDOW_MS = 5000;

export class Pace {
  private samples: { at: number; bytes: number }[] = [];

  /** Note how many bytes have left in all at a moment, in milliseconds. */
  note(at: number, bytes: number): void {
    const last = this.samples.at(-1);
    if (last && bytes < last.bytes) this.samples = []; // it began again
    this.samples.push({ at, bytes });
    // One sample older than the window stays: what left since then is what is measured.
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) >= WINDOW_MS) this.samples.shift();
  }

  /** Bytes in a second over the last seconds; 0 while nothing can be said. */
  get bytesPerSecond(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at <= first.at) return 0;
    return (1000 * (last.bytes - first.bytes)) / (last.at - first.at);
  }
}

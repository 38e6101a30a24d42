/** Keeping what somebody types: told to the server once they rest, and again until it arrives. No drawing here. */

/** `leaving`: the page is going away, and nobody waits for the answer. */
export type Save = (text: string, leaving: boolean) => Promise<void>;
/** `at`: milliseconds since 1970, by this computer's clock. */
export type State = { readonly kind: "nothing" } | { readonly kind: "typing" } | { readonly kind: "failed" } | { readonly kind: "kept"; readonly at: number };

const RESTS_MS = 700;
const RETRY_MS = 8000;

export class Keeping {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private kept: string;
  private isTelling = false;

  constructor(
    private readonly save: Save,
    private readonly show: (state: State) => void,
    private text: string,
    private readonly now: () => number = Date.now,
  ) {
    this.kept = text;
  }

  /** There is a text that was neither published nor thrown away. */
  get isPending(): boolean {
    return this.text.trim() !== "";
  }

  /** The field holds this now. */
  typed(text: string): void {
    this.text = text;
    this.show({ kind: "typing" });
    this.later(RESTS_MS);
  }

  /** Nobody types any more: what was not told is told now. */
  rest(): void {
    clearTimeout(this.timer);
    if (this.text !== this.kept) void this.tell();
  }

  /** The text was published or thrown away. What is on its way may still arrive after that: it is told over. */
  settle(text: string): void {
    clearTimeout(this.timer);
    this.text = text;
    if (!this.isTelling) this.kept = text;
    this.show({ kind: "nothing" });
  }

  /** The surface is leaving: tell what was not told. */
  flush(): void {
    clearTimeout(this.timer);
    if (this.text !== this.kept) void this.save(this.text, true).catch(() => undefined);
  }

  private later(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), delay);
  }

  /** One at a time, so that the last one sent is the last one kept. */
  private async tell(): Promise<void> {
    if (this.isTelling) return;
    const text = this.text;
    this.isTelling = true;
    try {
      if (text !== this.kept) await this.save(text, false);
      this.kept = text;
      if (this.text === text) this.show(this.isPending ? { kind: "kept", at: this.now() } : { kind: "nothing" });
      else this.later(0);
    } catch {
      this.show({ kind: "failed" });
      this.later(RETRY_MS);
    } finally {
      this.isTelling = false;
    }
  }
}

/** What is typed between the key that opens a dialog and the moment its first field has the focus: kept for the field. */

/** What the page is doing, and what time it is. */
export interface Stage {
  /** Whether a run is under way, or a dialog stands there whose first field has not come yet. */
  isDrawing(): boolean;
  /** Milliseconds, of any clock that does not go back. */
  now(): number;
}

export type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey" | "isComposing" | "repeat">;

/** Until then a run that the key asked for has begun, on a slow line too; if not, its button was of no use. */
const NOTICED_MS = 1500;
/** Nobody's typing is held back for longer, however slow the server. */
const PATIENCE_MS = 10_000;

export class TypeAhead {
  private held = "";
  private since: number | null = null;

  constructor(private readonly stage: Stage) {}

  /** A key that opens a dialog was pressed. */
  begin(): void {
    this.held = "";
    this.since = this.stage.now();
  }

  /** Take a key press meant for the field that is on its way; gives back whether it was. */
  take(press: Press): boolean {
    if (!this.isWaiting() || !isPlain(press)) return false;
    if (press.key === "Backspace") this.held = [...this.held].slice(0, -1).join("");
    else if (isCharacter(press)) this.held += press.repeat ? "" : press.key;
    else return press.key === "Enter"; // it would press whatever had the focus before
    return true;
  }

  /** Take letters that came by no key, from a screen keyboard or an accent, after those that did. */
  add(text: string): void {
    this.held += text;
  }

  /** Whether what is pressed now may be meant for the field. */
  isWaiting(): boolean {
    if (this.since === null) return false;
    const waited = this.stage.now() - this.since;
    if (waited > PATIENCE_MS || (waited > NOTICED_MS && !this.stage.isDrawing())) this.release();
    return this.since !== null;
  }

  /** The field is there, or its dialog has gone: gives back what was typed for it. */
  release(): string {
    const typed = this.held;
    this.held = "";
    this.since = null;
    return typed;
  }
}

const isCharacter = ({ key }: Press): boolean => [...key].length === 1;

/** What begins a character that is composed: the accent before its vowel, an input method. Its letters come by no key. */
const COMPOSING: ReadonlySet<string> = new Set(["Dead", "Process"]);

/** A key by itself, as one types: neither a chord nor part of a character that is still being composed. */
export function isPlain(press: Press): boolean {
  return !press.ctrlKey && !press.altKey && !press.metaKey && !press.isComposing && !COMPOSING.has(press.key);
}

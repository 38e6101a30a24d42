/** Takes the focus into a dialog's first field, and gives it back where it was once the dialog has gone. */

const DIALOG = "[data-testid='stDialog'], [role='dialog']";
const FIELDS = "textarea:not(:disabled), input:not(:disabled):not([type='radio']):not([type='checkbox'])";
const LOADING = "[data-testid='stSkeleton']";
/** After whatever opened or closed it has had its own say about the focus. */
const SETTLED_MS = 60;
/** For this long a field may still appear before those that are there: some kinds are loaded when first needed. */
const ARRIVING_MS = 2000;

export class FocusKeeper {
  private last: HTMLElement | null = null;
  private open: Element | null = null;
  private entered: HTMLElement | null = null;
  private openedAt = 0;
  private isTouched = false;
  private readonly onTouch = (): void => {
    this.isTouched = true;
  };
  private readonly watcher = new MutationObserver(() => this.look());
  private readonly onFocus = (event: FocusEvent): void => {
    const target = event.target;
    if (!(target instanceof HTMLElement) || target.closest(DIALOG)) return;
    // what is still loading below takes the focus for itself when it has come; nobody asked it to
    if (this.open?.isConnected && !this.isTouched && this.entered?.isConnected) this.entered.focus({ preventScroll: true });
    else this.last = target;
  };

  /** `otherwise`: who gets the focus when what had it is gone; `given`: told each time that a dialog's field got it;
   * `left`: told when a dialog has gone. */
  constructor(
    private readonly otherwise: () => void,
    private readonly given: () => void,
    private readonly left: () => void,
  ) {
    document.addEventListener("focusin", this.onFocus);
    document.addEventListener("keydown", this.onTouch, true);
    document.addEventListener("pointerdown", this.onTouch, true);
    this.watcher.observe(document.body, { childList: true, subtree: true });
    this.look(); // a dialog may have been asked for while this was still on its way
  }

  /** Whether a dialog stands there whose first field may still be on its way. */
  isArriving(): boolean {
    return this.open !== null && performance.now() - this.openedAt < ARRIVING_MS;
  }

  /** Whether something of the dialog is still being loaded: Streamlit draws a grey bar in its place. */
  isLoading(): boolean {
    return this.isArriving() && this.open?.querySelector(LOADING) != null;
  }

  /** Whether the field of the dialog that is to have the focus has it, rather than one that was there before it. */
  isInField(): boolean {
    return this.entered !== null && this.open?.contains(this.entered) === true && document.activeElement === this.entered;
  }

  /** Leave the focus where it is: somebody has begun to write there. */
  settle(): void {
    this.isTouched = true;
  }

  destroy(): void {
    document.removeEventListener("focusin", this.onFocus);
    document.removeEventListener("keydown", this.onTouch, true);
    document.removeEventListener("pointerdown", this.onTouch, true);
    this.watcher.disconnect();
  }

  private look(): void {
    const before = this.open;
    this.open = document.querySelector(DIALOG);
    if (!before && this.open) {
      this.entered = null;
      this.isTouched = false;
      this.openedAt = performance.now();
    }
    if (this.open && ((this.isArriving() && !this.isTouched) || !this.entered)) this.enter(this.open);
    if (!before || this.open) return;
    this.left();
    setTimeout(() => this.restore(), SETTLED_MS);
  }

  /** The dialog is there before what is in it, and its first field may come after the others. */
  private enter(dialog: Element): void {
    const field = dialog.querySelector<HTMLElement>(FIELDS);
    if (!field || field === this.entered) return;
    const before = this.entered;
    this.entered = field;
    setTimeout(() => {
      const at = document.activeElement;
      const isElsewhere = !at || !dialog.contains(at) || !at.matches(`${FIELDS}, button`);
      const isOurs = at !== null && at === before && !this.isTouched;
      if (!field.isConnected || !(isElsewhere || isOurs || !this.isTouched)) return;
      field.focus({ preventScroll: true }); // what it is about is read first
      if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length); // a draft goes on
      this.given();
    }, SETTLED_MS);
  }

  private restore(): void {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (this.last?.isConnected) this.last.focus({ preventScroll: true });
    if (document.activeElement === document.body) this.otherwise();
  }
}

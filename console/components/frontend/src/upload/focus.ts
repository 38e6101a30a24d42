/** Keeps the focus where the person is while the list is drawn anew around them.
 *
 * What can have the focus bears a `data-key` that outlives its element. Where the thing itself is gone
 * (a deleted document), the focus goes to what now stands in its place. */

export class Focus {
  private key = "";
  private at = 0;

  constructor(private readonly element: HTMLElement) {}

  /** Remember where the focus is, if it is on something with a key. */
  note(): void {
    const focused = this.focused();
    const key = focused?.dataset["key"];
    if (key === undefined) return;
    this.key = key;
    this.at = this.keyed().findIndex((each) => each === focused);
  }

  /** Draw, and put the focus back if drawing took it away. */
  keep(draw: () => void): void {
    const focused = this.focused();
    const selection = focused instanceof HTMLInputElement ? ([focused.selectionStart, focused.selectionEnd] as const) : null;
    if (focused) this.note();
    draw();
    if (!focused || focused.matches(":focus")) return;
    if (focused.isConnected) focused.focus({ preventScroll: true });
    else this.restore();
    if (selection && focused instanceof HTMLInputElement && focused.isConnected) focused.setSelectionRange(...selection);
  }

  /** Go to where the focus was noted last. */
  restore(): void {
    const target = this.keyed().find((each) => each.dataset["key"] === this.key) ?? this.inItsPlace();
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  /** What stands where the lost one stood; what is hidden cannot have the focus. */
  private inItsPlace(): HTMLElement | undefined {
    const keyed = this.keyed();
    return [...keyed.slice(this.at), ...keyed.slice(0, this.at).reverse()].find((each) => each.offsetParent !== null);
  }

  private keyed(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[data-key]")];
  }

  private focused(): HTMLElement | null {
    const focused = this.element.querySelector<HTMLElement>(":focus");
    return focused && !focused.closest("dialog, .menu") ? focused : null;
  }
}

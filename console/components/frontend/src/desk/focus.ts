/** Gives the focus back where it was, once a dialog has gone. */

const DIALOG = "[data-testid='stDialog'], [role='dialog']";

export class FocusKeeper {
  private last: HTMLElement | null = null;
  private wasOpen = false;
  private readonly watcher = new MutationObserver(() => this.look());
  private readonly onFocus = (event: FocusEvent): void => {
    const target = event.target;
    if (target instanceof HTMLElement && !target.closest(DIALOG)) this.last = target;
  };

  /** `otherwise`: who gets the focus when what had it is gone. */
  constructor(private readonly otherwise: () => void) {
    document.addEventListener("focusin", this.onFocus);
    this.watcher.observe(document.body, { childList: true, subtree: true });
  }

  destroy(): void {
    document.removeEventListener("focusin", this.onFocus);
    this.watcher.disconnect();
  }

  private look(): void {
    const isOpen = document.querySelector(DIALOG) !== null;
    const closed = this.wasOpen && !isOpen;
    this.wasOpen = isOpen;
    // after whatever closed it has had its own say about the focus
    if (closed) setTimeout(() => this.restore(), 50);
  }

  private restore(): void {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (this.last?.isConnected) this.last.focus({ preventScroll: true });
    if (document.activeElement === document.body) this.otherwise();
  }
}

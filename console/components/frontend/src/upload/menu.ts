/** The menu behind «⋯»: one for the whole list, filled for the row that opens it (WAI-ARIA APG, menu button). */

import { fill, h, icon, type IconName } from "../dom";

export interface Entry {
  readonly label: string;
  readonly icon: IconName;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly danger?: boolean;
  /** A download; otherwise what `act` does. */
  readonly href?: string;
  readonly download?: string;
  readonly act?: () => void;
}

const GAP_PX = 4;
const EDGE_PX = 8;

export class Menu {
  readonly element = h("div", { class: "menu", role: "menu", popover: "auto" });
  private opener: HTMLElement | null = null;

  constructor() {
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("toggle", (event) => {
      const open = (event as ToggleEvent).newState === "open";
      this.opener?.setAttribute("aria-expanded", String(open));
      const listen = open ? addEventListener : removeEventListener;
      listen("scroll", this.close, true);
      listen("resize", this.close);
    });
  }

  open(opener: HTMLElement, label: string, entries: readonly Entry[]): void {
    if (this.opener === opener && this.element.matches(":popover-open")) return this.close();
    this.opener = opener;
    this.element.setAttribute("aria-label", label);
    fill(this.element, ...entries.map((entry) => this.item(entry)));
    this.element.showPopover();
    this.place(opener.getBoundingClientRect());
    this.items[0]?.focus({ preventScroll: true });
  }

  readonly close = (): void => {
    if (this.element.matches(":popover-open")) this.element.hidePopover();
  };

  private get items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  private item({ label, icon: drawing, keys, danger, href, download, act }: Entry): HTMLElement {
    const content = [icon(drawing), h("span", { class: "label" }, label), keys && h("kbd", {}, keys)];
    const look = { role: "menuitem", tabindex: -1, class: danger ? "entry danger-text" : "entry", "aria-keyshortcuts": keys?.replace("↑", "ArrowUp").replace("↓", "ArrowDown") };
    if (href) return h("a", { ...look, href, download, onclick: () => this.close() }, ...content);
    const chosen = (): void => {
      this.close();
      this.opener?.focus();
      act?.();
    };
    return h("button", { ...look, type: "button", onclick: chosen }, ...content);
  }

  /** Below the button, or above where there is no room; never beyond the window. */
  private place(button: DOMRect): void {
    const { width, height } = this.element.getBoundingClientRect();
    const below = button.bottom + GAP_PX;
    const fits = below + height <= innerHeight - EDGE_PX;
    const top = fits ? below : Math.max(EDGE_PX, button.top - GAP_PX - height);
    const left = Math.min(Math.max(EDGE_PX, button.right - width), innerWidth - width - EDGE_PX);
    this.element.style.top = `${top}px`;
    this.element.style.left = `${Math.max(EDGE_PX, left)}px`;
  }

  private key(event: KeyboardEvent): void {
    const items = this.items;
    const at = items.findIndex((item) => item.matches(":focus"));
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const step = to[event.key];
    if (step !== undefined) items.at(step % items.length)?.focus();
    else if (event.key === "Tab") this.close();
    else if (event.key.length === 1) this.jump(items, at, event.key);
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  }

  /** A letter goes to the next entry that begins with it; the space bar presses the one that has the focus. */
  private jump(items: readonly HTMLElement[], at: number, letter: string): void {
    if (letter === " ") return items[at]?.click();
    const ahead = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    ahead.find((item) => item.querySelector(".label")?.textContent?.toLowerCase().startsWith(letter.toLowerCase()))?.focus();
  }
}

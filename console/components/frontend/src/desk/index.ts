/** What a page of work has beside Streamlit: keys of its own, a panel that folds, the focus kept. */

import baseCss from "../base.css";
import { fill, h, icon } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import deskCss from "./desk.css";
import { FocusKeeper } from "./focus";
import { isForPage, isInField, keyFor, type PageKey } from "./keys";
import { isPlain, TypeAhead } from "./type_ahead";

export interface DeskData {
  readonly keys: readonly PageKey[];
  /** Letter of a button that opens a dialog → the button's Streamlit key. */
  readonly opening: Readonly<Record<string, string>>;
  /** The Streamlit key of the panel that folds, and of what is read beside it. */
  readonly panel: string;
  readonly reader: string;
  readonly folded: boolean;
}

/** The panel scrolls by itself beside the reader, as tall as that; below, where there is no room beside, with the page. */
function pageCss(panel: string, folded: boolean): string {
  const shown = `.st-key-${panel}`;
  const hidden = folded ? `[data-testid="stColumn"]:has(${shown}) { display: none; }` : "";
  return `
    :is([data-testid="stMainBlockContainer"], [data-testid="stBottomBlockContainer"]) { padding-inline: clamp(0.75rem, 2vw, 2.25rem); max-width: none; }
    [data-testid="InputInstructions"] { display: none; } /* Streamlit's, in English */
    [data-testid="stBottomBlockContainer"] { padding-block: 0.5rem 0.9rem; }
    [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.55rem; }
    @media (min-width: 641px) and (min-height: 521px) {
      ${shown} { max-height: var(--reader-height, none); overflow: hidden auto; scrollbar-width: thin; padding-right: 0.35rem; flex-wrap: nowrap; }
      ${shown} > * { flex-shrink: 0; }
      ${hidden}
    }`;
}

/** After the last of a dialog's fields that asked for the focus has it. */
const SETTLED_MS = 150;
const RUNNING = "[data-testid='stApp']:is([data-test-script-state='running'], [data-test-script-state='rerunRequested'])";

class Desk implements Surface<DeskData> {
  private readonly sheet = new CSSStyleSheet();
  private readonly button = h("button", { type: "button", class: "quiet fold", onclick: () => this.fold() });
  private readonly focus = new FocusKeeper(
    () => this.toReader(),
    () => this.giveTyped(),
    () => this.ahead.release(),
  );
  private readonly ahead = new TypeAhead({
    isDrawing: () => this.focus.isArriving() || document.querySelector(RUNNING) !== null,
    now: () => performance.now(),
  });
  private giving: ReturnType<typeof setTimeout> | undefined;
  private readonly onKey = (event: KeyboardEvent): void => this.press(event);
  private readonly onEveryKey = (event: KeyboardEvent): void => this.watchTyping(event);
  private readonly onInput = (event: InputEvent): void => this.watchInput(event);
  private mounted: Mounted<DeskData> | null = null;
  private folded: boolean | null = null;

  constructor(root: HTMLElement) {
    root.append(this.button);
    document.adoptedStyleSheets.push(this.sheet);
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("keydown", this.onEveryKey, true); // before Streamlit, which hears them on the document
    window.addEventListener("beforeinput", this.onInput, true);
  }

  update(mounted: Mounted<DeskData>): void {
    this.mounted = mounted;
    this.folded ??= mounted.data.folded;
    this.draw();
  }

  destroy(): void {
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("keydown", this.onEveryKey, true);
    window.removeEventListener("beforeinput", this.onInput, true);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    this.focus.destroy();
  }

  private draw(): void {
    if (!this.mounted) return;
    const folded = this.folded === true;
    this.sheet.replaceSync(pageCss(this.mounted.data.panel, folded));
    this.button.setAttribute("aria-expanded", String(!folded));
    fill(this.button, icon(folded ? "left" : "right"), folded ? "Mostrar el panel" : "Plegar el panel", h("kbd", { "aria-hidden": "true" }, "M"));
  }

  private fold(): void {
    this.folded = this.folded !== true;
    this.draw();
    this.mounted?.setStateValue("folded", this.folded);
  }

  private press(event: KeyboardEvent): void {
    const wanted = this.mounted && keyFor(this.mounted.data.keys, event);
    if (!wanted || !isForPage(event)) return;
    if (event.key === "Escape" && isInField(event)) this.toReader();
    else if (!this.obey(wanted)) return;
    event.preventDefault();
  }

  private watchTyping(event: KeyboardEvent): void {
    if (!isPlain(event)) this.writeBefore(); // the chord may confirm it, the accent belongs after it
    if (this.ahead.take(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (isPlain(event) && !event.repeat && this.opens(event.key) && isForPage(event)) this.ahead.begin();
  }

  private opens(key: string): boolean {
    const target = this.mounted?.data.opening[key.toLowerCase()];
    return target !== undefined && document.querySelector(`.st-key-${CSS.escape(target)} button:enabled`) !== null;
  }

  private writeBefore(): void {
    if (this.ahead.isWaiting() && this.focus.isInField()) this.write();
  }

  /** Something comes to the field by itself, and what was typed before it stands before it. */
  private watchInput(event: InputEvent): void {
    if (!this.ahead.isWaiting() || !this.focus.isInField()) return;
    if (event.data === null || !event.cancelable) return this.write();
    event.preventDefault(); // with text written from here, Chromium would leave the caret where it was
    this.ahead.add(event.data);
  }

  /** Write what was typed ahead, as if typed there: some fields only listen to that. */
  private giveTyped(): void {
    clearTimeout(this.giving);
    this.giving = setTimeout(() => {
      if (this.focus.isLoading()) return this.giveTyped(); // the first field may be what is still missing
      if (this.focus.isInField()) this.write(); // else drawn anew meanwhile: the next one comes
    }, SETTLED_MS);
  }

  private write(): void {
    const typed = this.ahead.release();
    if (!typed) return;
    this.focus.settle();
    document.execCommand("insertText", false, typed);
  }

  /** Gives back whether there was anything to do. */
  private obey({ act, target }: PageKey): boolean {
    if (act === "fold") return this.fold(), true;
    const place = document.querySelector(`.st-key-${CSS.escape(target)}`);
    if (!place) return false;
    if (act === "press") return press(place);
    if (act === "focus") return focusOn(place.querySelector<HTMLElement>("input, textarea, button"));
    return this.openSection(place) && (act === "open" || whenThere(place, "textarea, input", focusOn));
  }

  private openSection(place: Element): boolean {
    if (this.folded) this.fold();
    const summary = place.querySelector<HTMLElement>("summary");
    if (!summary) return false;
    if (!summary.closest("details")?.open) summary.click();
    focusOn(summary);
    this.toTop(summary);
    return true;
  }

  /** Bring a section to the panel's top; where the panel does not scroll by itself, the page moves as little as needed. */
  private toTop(summary: HTMLElement): void {
    const panel = summary.closest(`.st-key-${CSS.escape(this.mounted?.data.panel ?? "")}`);
    if (!panel || panel.scrollHeight <= panel.clientHeight) return;
    panel.scrollTop += summary.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  }

  private toReader(): void {
    const place = document.querySelector(`.st-key-${CSS.escape(this.mounted?.data.reader ?? "")}`);
    const hosts = place ? [...place.querySelectorAll("*")].filter((each) => each.shadowRoot) : [];
    const reading = hosts.map((each) => each.shadowRoot?.querySelector<HTMLElement>("[role='tabpanel']")).find(Boolean);
    reading?.focus({ preventScroll: true });
  }
}

const PATIENCE_MS = 5000;

/** Do it with the first such element within a place, now or as soon as it is drawn. */
function whenThere(place: Element, selector: string, act: (element: HTMLElement) => void): true {
  const found = place.querySelector<HTMLElement>(selector);
  if (found) return act(found), true;
  const watcher = new MutationObserver(() => {
    const drawn = place.querySelector<HTMLElement>(selector);
    if (!drawn) return;
    watcher.disconnect();
    act(drawn);
  });
  watcher.observe(place, { childList: true, subtree: true });
  setTimeout(() => watcher.disconnect(), PATIENCE_MS);
  return true;
}

function press(place: Element): boolean {
  const button = place.querySelector<HTMLElement>("button:not(:disabled), a[href]");
  button?.click();
  return button !== null;
}

function focusOn(element: HTMLElement | null): boolean {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest" });
  return element !== null;
}

export default component<DeskData>(baseCss + deskCss, (root) => new Desk(root));

/** The keys of a page, beside those that its buttons have: what each does, and when it is the page's to take. */

import { mayTake } from "../viewer/keys";

/** `press` a button, `focus` a field, `open` a section and go there, `write` in its first field, or `fold` the panel. */
export type Act = "press" | "focus" | "open" | "write" | "fold";

export interface PageKey {
  /** As `KeyboardEvent.key` says it, letters in lower case. */
  readonly key: string;
  readonly act: Act;
  /** The Streamlit key of what is pressed, focused or opened; empty for the panel. */
  readonly target: string;
}

/** What a key press asks of the page, if anything. */
export function keyFor(keys: readonly PageKey[], event: KeyboardEvent): PageKey | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return undefined;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return keys.find(({ key }) => key === pressed);
}

const FIELD = "input, textarea, select, [contenteditable='true']";
const OVER_THE_PAGE = "dialog[open], [role='dialog'], [role='alertdialog'], [data-testid='stPopoverBody'], [role='listbox'], [role='menu']";

/** Whether something lies over the page: its keys are that thing's. Dialogs of other components are seen from inside. */
function isCovered(event: KeyboardEvent): boolean {
  const inDialog = event.composedPath().some((each) => each instanceof HTMLDialogElement && each.open);
  return inDialog || document.querySelector(OVER_THE_PAGE) !== null;
}

/** Whether the page may take a key pressed there. */
export function isForPage(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof Element) || isCovered(event)) return false;
  return event.key === "Escape" || mayTake(target, false, event);
}

/** Whether the key was pressed in a field: Escape leaves the field first, and the page only after that. */
export function isInField(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof Element && target.matches(FIELD);
}

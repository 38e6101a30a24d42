/** The keys of the viewer, and when they are its to take. */

export type Command = "previousDocument" | "nextDocument" | "pageDown" | "pageUp" | "zoomIn" | "zoomOut" | "fit";

const COMMANDS: Record<string, Command> = {
  ArrowLeft: "previousDocument",
  ArrowRight: "nextDocument",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "fit",
};

const TYPING = "input, textarea, select, [contenteditable=''], [contenteditable='true']";
const PRESSED_BY_SPACE = "button, a, summary";
/** Things elsewhere on the page with a use of their own for these keys: tables, lists, sliders, menus. */
const OPERATED =
  "canvas, iframe, video, audio, " +
  ["combobox", "grid", "listbox", "menu", "option", "radiogroup", "slider", "spinbutton", "tablist", "tree"]
    .map((role) => `[role='${role}']`)
    .join(", ");

export interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** What a key press asks of the viewer, if anything. */
export function commandFor(press: Press): Command | null {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  if (press.key === " ") return press.shiftKey ? "pageUp" : "pageDown";
  return COMMANDS[press.key] ?? null;
}

/** Whether the viewer may take a key pressed on `target`. Space on a button presses that button. */
export function mayTake(target: Element, insideViewer: boolean, key: string): boolean {
  if (target.closest(TYPING) || (key === " " && target.closest(PRESSED_BY_SPACE))) return false;
  if (insideViewer) return true;
  return !document.querySelector("dialog[open], [role='dialog']") && !target.closest(OPERATED);
}

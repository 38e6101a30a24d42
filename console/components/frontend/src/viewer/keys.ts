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
/** Things elsewhere on the page with a use of their own for arrows, space or figures. */
const OCCUPIED = "button, a, summary, canvas, iframe, video, audio, [role], [tabindex]:not([tabindex='-1'])";

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
  if (target.closest(TYPING)) return false;
  if (insideViewer) return !(key === " " && target.closest("button, a, summary"));
  if (document.querySelector("dialog[open], [role='dialog']")) return false;
  return target === document.body || !target.closest(OCCUPIED) || isPlainPage(target);
}

/** Streamlit's own page areas carry a role or a tabindex, yet nobody operates them. */
function isPlainPage(target: Element): boolean {
  return target.matches("[data-testid='stMain'], [data-testid='stAppViewContainer'], [data-testid='stApp']");
}

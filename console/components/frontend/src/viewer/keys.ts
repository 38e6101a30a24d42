/** The keys of the viewer, and when they are its to take. */

export type Command =
  | "previousDocument"
  | "nextDocument"
  | "pageDown"
  | "pageUp"
  | "zoomIn"
  | "zoomOut"
  | "fitWidth"
  | "fitPage"
  | "ownSize"
  | "turn"
  | "thumbnails"
  | "goTo"
  | "search"
  | "nextHit"
  | "previousHit"
  | "help";

const COMMANDS: Record<string, Command> = {
  ArrowLeft: "previousDocument",
  ArrowRight: "nextDocument",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "fitWidth",
  "9": "fitPage",
  "1": "ownSize",
  r: "turn",
  t: "thumbnails",
  g: "goTo",
  "/": "search",
  "?": "help",
};

/** What `?` shows. */
export const KEYS: readonly (readonly [string, string])[] = [
  ["←  →", "Documento anterior, documento siguiente"],
  ["Espacio, Mayús + Espacio", "Avanzar, retroceder una pantalla"],
  ["G", "Ir a una página"],
  ["+  −", "Acercar, alejar"],
  ["0", "Ajustar al ancho"],
  ["9", "Página completa"],
  ["1", "Tamaño real (100 %)"],
  ["R", "Girar"],
  ["T", "Mostrar u ocultar las miniaturas"],
  ["Ctrl + F", "Buscar en el documento"],
  ["F3, Mayús + F3", "Resultado siguiente, anterior"],
  ["Esc", "Cerrar la búsqueda"],
  ["?", "Mostrar esta lista"],
];

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

/** What a key press asks of the viewer, if anything. Ctrl+F and F3 are its own only while it has the focus, and
 * `/` only where the page does not search with it. */
export function commandFor(press: Press, insideViewer = true, pageSearches = false): Command | null {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = press;
  if (altKey) return null;
  if (ctrlKey || metaKey) return insideViewer && !shiftKey && key.toLowerCase() === "f" ? "search" : null;
  if (key === " ") return shiftKey ? "pageUp" : "pageDown";
  if (key === "F3") return insideViewer ? (shiftKey ? "previousHit" : "nextHit") : null;
  if (key === "/" && pageSearches) return null;
  return COMMANDS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** Whether the viewer may take a key pressed on `target`. Space on a button presses that button. */
export function mayTake(target: Element, insideViewer: boolean, press: Press): boolean {
  const chord = press.ctrlKey || press.metaKey || press.key === "F3";
  if (target.closest(TYPING)) return chord && insideViewer && !target.closest("[type='search']");
  if (press.key === " " && target.closest(PRESSED_BY_SPACE)) return false;
  if (insideViewer) return true;
  return !document.querySelector("dialog[open], [role='dialog']") && !target.closest(OPERATED);
}

/** Building the page out of nodes: people's text only ever becomes a text node, never markup. */

export type Child = Node | string | null | undefined | false;
type Listener = (event: never) => void;
type Property = string | number | boolean | null | undefined | Listener;

/** Make an element. `onclick: fn` adds a listener; `true` sets a bare attribute; false or null leaves it out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Record<string, Property> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter(present));
  return element;
}

/** Put these children, and nothing else, inside an element. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter(present));
}

function present(child: Child): child is Node | string {
  return child !== null && child !== undefined && child !== false;
}

/** Resolves once what was written last stands on the screen. */
export function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

/** Drawings on a 24 × 24 grid, stroked in the colour of the text beside them. */
const ICONS = {
  alert: "M12 3 2 20h20L12 3ZM12 10v4M12 17v.5",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 8.5l7 7M15.5 8.5l-7 7",
  certificate: "M4 4h16v11h-5M4 4v11h5M8 8h8M8 11h4M12 14a3 3 0 1 0 0 .01M10.5 16.5 10 21l2-1 2 1-.5-4.5",
  check: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.5l2.7 2.7L16 9.5",
  copy: "M8 8V4h12v12h-4M4 8h12v12H4V8Z",
  dots: "M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0",
  down: "M12 5v14M6 13l6 6 6-6",
  download: "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 20h14",
  edit: "M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  eyeOff: "M4 4l16 16M9.5 6c.8-.3 1.6-.5 2.5-.5 6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.3M6 7.5C3.8 9.3 2.5 12 2.5 12S6 18.5 12 18.5c1.2 0 2.3-.3 3.3-.7",
  file: "M6 3h8l4 4v14H6V3ZM14 3v4h4",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  folder: "M3 6h6l2 2.5h10V19H3V6Z",
  folderOpen: "M3 19V6h6l2 2.500h8V11M3 19l3-8h16l-3 8H3Z",
  history: "M4 12a8 8 0 1 0 2.500-5.800M4 4v4.500h4.500M12 8v4.500l3 1.500",
  grid: "M4 4h6v7H4V4ZM14 4h6v7h-6V4ZM4 15h6v5H4v-5ZM14 15h6v5h-6v-5Z",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.5a2.5 2.5 0 1 1 3.700 2.200c-.8.5-1.200 1-1.200 1.800M12 16.500v.1",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5M12 7.5v.5",
  key: "M14.5 4a5.5 5.5 0 1 0 1.2 10.8L17 13.5h2v-2h2V9.5A5.5 5.5 0 0 0 14.5 4ZM10 13l-7 7v1h3v-2h2v-2l2.5-2.5M15.5 8.5v.1",
  left: "M15 5l-7 7 7 7",
  lock: "M6 11h12v9H6v-9ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  minus: "M5 12h14",
  plus: "M12 5v14M5 12h14",
  retry: "M19 12a7 7 0 1 1-2-4.900M19 3v4.5h-4.5",
  right: "M9 5l7 7-7 7",
  rotate: "M5 12a7 7 0 1 0 2-4.900M5 3v4.5h4.5",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM15.500 15.500 21 21",
  tick: "M5 12.500l4.500 4.500L19 7.500",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  up: "M12 19V5M6 11l6-6 6 6",
  upload: "M12 16V5M7.5 9.5 12 5l4.5 4.5M5 20h14",
  wide: "M3 12h18M6.500 8.500 3 12l3.500 3.500M17.500 8.500 21 12l-3.500 3.500",
  x: "M6 6l12 12M18 6 6 18",
} as const;

export type IconName = keyof typeof ICONS;

/** Draw an icon. It says nothing to a screen reader: a word always stands beside it or in the label. */
export function icon(name: IconName): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/** A line only screen readers meet; `say` changes it, which they then speak when they are idle. */
export function liveRegion(): { element: HTMLElement; say(text: string): void } {
  const element = h("div", { class: "spoken", role: "status", "aria-live": "polite" });
  return {
    element,
    say(text) {
      element.textContent = text;
    },
  };
}

/** A button that copies a digest and says so on itself for a moment. */
export function copyButton(text: string, label: string): HTMLButtonElement {
  const button = h("button", { type: "button", class: "quiet square", "aria-label": label, title: label }, icon("copy"));
  button.addEventListener("click", () => {
    void copy(text).then((copied) => {
      const said = copied ? "Copiado" : "No se pudo copiar: selecciónelo y use Ctrl+C";
      fill(button, icon(copied ? "check" : "block"));
      button.setAttribute("aria-label", said);
      button.title = said;
      setTimeout(() => {
        fill(button, icon("copy"));
        button.setAttribute("aria-label", label);
        button.title = label;
      }, 2000);
    });
  });
  return button;
}

/** Copy through the clipboard API, or, where the page is not secure (plain http on a LAN), the old way. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const holder = h("textarea", { style: "position:fixed;opacity:0" });
    holder.value = text;
    document.body.append(holder);
    holder.select();
    const copied = document.execCommand("copy");
    holder.remove();
    return copied;
  }
}

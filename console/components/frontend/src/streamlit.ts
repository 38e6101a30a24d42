/** What Streamlit hands to a v2 component's default export, each time its data or the theme change. */
export interface Mounted<Data> {
  readonly data: Data;
  readonly key: string;
  readonly parentElement: ShadowRoot | HTMLElement;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** A piece of screen that outlives reruns: built once, then told about each new set of data. */
export interface Surface<Data> {
  update(mounted: Mounted<Data>): void;
  destroy(): void;
}

type Renderer<Data> = (mounted: Mounted<Data>) => () => void;

const surfaces = new WeakMap<ParentNode, Surface<unknown>>();

/** Make the default export of a component out of a function that builds its surface.
 *
 * Streamlit calls the export again on each rerun with the same parent; the surface is kept, so that
 * nothing a person is doing (an upload, a page being read) is lost. Streamlit also runs the returned
 * clean-up when two reruns overlap, with the component still on screen: that is not an unmount. */
export function component<Data>(css: string, create: (root: HTMLElement) => Surface<Data>): Renderer<Data> {
  return (mounted) => {
    const parent = mounted.parentElement;
    let surface = surfaces.get(parent) as Surface<Data> | undefined;
    if (!surface) {
      const root = document.createElement("div");
      root.className = "surface";
      root.lang = "es-MX";
      adopt(parent, css);
      keepTyping(root);
      parent.append(root);
      surface = create(root);
      surfaces.set(parent, surface as Surface<unknown>);
    }
    readableOnPrimary(parent);
    surface.update(mounted);
    return () => {
      if (parent.isConnected) return;
      surfaces.get(parent)?.destroy();
      surfaces.delete(parent);
    };
  };
}

/** Outside a shadow root a key typed in a field seems to come from the component's host, which is no
 * field: Streamlit would take it for one of its shortcuts. What is typed here stays here. */
function keepTyping(root: HTMLElement): void {
  for (const name of ["keydown", "keyup", "keypress"]) {
    root.addEventListener(name, (event) => {
      const field = event.target;
      const typed = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
      if (typed) event.stopPropagation();
    });
  }
}

function adopt(parent: ShadowRoot | HTMLElement, css: string): void {
  if (!(parent instanceof ShadowRoot)) throw new Error("the component must be mounted with isolate_styles");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  parent.adoptedStyleSheets = [sheet];
}

/** Choose black or white for text on the theme's primary colour, whichever contrasts more (WCAG 2.2). */
function readableOnPrimary(parent: ShadowRoot | HTMLElement): void {
  const root = parent.querySelector<HTMLElement>(".surface");
  if (!root) return;
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return;
  canvas.fillStyle = getComputedStyle(root).getPropertyValue("--st-primary-color").trim() || "#000";
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  root.style.setProperty("--on-primary", luminance(red, green, blue) > 0.179 ? "#000" : "#fff");
}

/** Relative luminance of an sRGB colour (WCAG 2.2), 0 for black to 1 for white; 0.179 contrasts equally. */
export function luminance(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

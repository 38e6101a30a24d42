/** The words of a page, laid over its picture so that they can be selected, copied, found and read aloud. */

import { h } from "../dom";

export interface PageWords {
  readonly size: readonly [number, number];
  /** Text with what follows it (a blank, a line end), left, top, width and height in the units of `size`. */
  readonly words: readonly (readonly [string, number, number, number, number])[];
}

const MEASURED_AT = 100;

/** Every length is a share of the page, so that the layer follows each zoom without being drawn again. */
export function drawWords({ size, words }: PageWords): HTMLElement {
  const [pageWidth, pageHeight] = size;
  const layer = h("div", { class: "words" });
  const canvas = document.createElement("canvas").getContext("2d");
  if (canvas) canvas.font = `${MEASURED_AT}px sans-serif`;
  for (const [text, left, top, width, height] of words) {
    const natural = ((canvas?.measureText(text.trimEnd()).width ?? 0) * height) / MEASURED_AT;
    const word = h("span", {}, text);
    word.style.left = `${share(left, pageWidth)}%`;
    word.style.top = `${share(top, pageHeight)}%`;
    word.style.fontSize = `${share(height, pageHeight)}cqh`;
    if (natural > 0) word.style.transform = `scaleX(${(width / natural).toFixed(4)})`;
    layer.append(word);
  }
  layer.addEventListener("copy", (event) => copyRunning(event, layer));
  return layer;
}

function share(part: number, whole: number): string {
  return ((100 * part) / (whole || 1)).toFixed(3);
}

/** Each word is a box of its own, which browsers put on a line of its own when they copy: give the running text. */
function copyRunning(event: ClipboardEvent, layer: HTMLElement): void {
  const root = layer.getRootNode() as ShadowRoot & { getSelection?: () => Selection | null };
  const selection = root.getSelection?.() ?? document.getSelection();
  if (!selection || selection.rangeCount === 0 || !event.clipboardData) return;
  const text = selection.getRangeAt(0).cloneContents().textContent ?? "";
  if (text === "") return;
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
}

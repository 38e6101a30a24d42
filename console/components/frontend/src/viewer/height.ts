/** How tall the viewer may be for the decision bar to stay in sight. */

const LEAST = 360;
/** Room for the page's heading and the decision bar when they cannot be measured. */
const USUAL_REST = 330;
const MARGIN = 12;

/** In a window this low, at 400 % zoom for instance, the bar at its foot would cover everything else: it goes
 * to the end of the page, where it can be scrolled to (WCAG 2.2, 1.4.10 and 2.4.11). The style sheet here makes
 * the viewer as tall as its parts. */
const LOW = "@media (max-height: 520px) { [data-testid='stBottom'] { position: static; } }";
let isLowered = false;

function lowerTheBar(): void {
  if (isLowered) return;
  isLowered = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOW);
  document.adoptedStyleSheets.push(sheet);
}

/** Keep `frame` as tall as asked, or as tall as the window allows. Gives back how to stop. */
export function fitHeight(frame: HTMLElement, asked: () => number | null): () => void {
  lowerTheBar();
  const fit = (): void => {
    frame.style.height = `${Math.max(LEAST, asked() ?? roomFor(frame))}px`;
    document.documentElement.style.setProperty("--reader-height", frame.style.height); // for what stands beside it
  };
  const watcher = new ResizeObserver(fit);
  watcher.observe(document.documentElement);
  watcher.observe(frame.parentElement as HTMLElement);
  const page = document.querySelector("[data-testid='stMainBlockContainer']");
  if (page) watcher.observe(page); // a notice above moves the frame without changing its size
  fit();
  return () => watcher.disconnect();
}

function roomFor(frame: HTMLElement): number {
  const page = document.querySelector("[data-testid='stMain']");
  const bar = document.querySelector("[data-testid='stBottom']");
  const narrow = innerWidth < 640;
  if (narrow || !page) return innerHeight * (narrow ? 0.75 : 1) - (narrow ? 0 : USUAL_REST);
  const top = frame.getBoundingClientRect().top + page.scrollTop;
  const barHeight = bar ? bar.getBoundingClientRect().height : 0;
  return innerHeight - top - barHeight - MARGIN;
}

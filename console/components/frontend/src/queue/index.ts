/** A list of promociones: marked, opened and explained row by row, refreshed without anybody losing their place. */

import baseCss from "../base.css";
import { fill, h, icon, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import type { ListData, Row } from "./data";
import { FileSearch } from "./drop";
import { ago, Marking } from "./marking";
import queueCss from "./queue.css";
import { RowView, type RowActs } from "./row";

/** The list needs the window's width more than its margins. */
const PAGE_CSS = `
  [data-testid="stMainBlockContainer"] { padding-inline: clamp(0.75rem, 2vw, 2.25rem); max-width: none; }
  .st-key-bandeja_filtrando, .st-key-bandeja_marcadas { min-height: 2.6rem; }`;
const FIELD = "input, textarea, select, [contenteditable='true']";
const BUSY = "[data-testid='stDialog'], [data-testid='stPopoverBody']";

class QueueList implements Surface<ListData> {
  private readonly spoken = liveRegion();
  private readonly age = h("span", { class: "age" });
  private readonly range = h("span", {});
  private readonly all = h("input", { type: "checkbox", "aria-label": "Marcar todas las de esta página" });
  private readonly head = h("tr", {});
  private readonly body = h("tbody", {});
  private readonly caption = h("caption", { class: "spoken" });
  private readonly before = h("button", { type: "button", onclick: () => this.turn("before") }, icon("left"), "Atrás");
  private readonly after = h("button", { type: "button", onclick: () => this.turn("after") }, "Adelante", icon("right"));
  private readonly frame: HTMLElement;
  private readonly pages: HTMLElement;
  private readonly files: FileSearch;
  private readonly marking = new Marking();
  private readonly views = new Map<string, RowView>();
  private readonly acts: RowActs = {
    open: (row) => this.open(row),
    mark: (id, marked) => this.mark(id, marked),
    explain: (id) => this.explain(id),
  };
  private readonly clock: ReturnType<typeof setInterval>;
  private readonly onKey = (event: KeyboardEvent): void => this.press(event);
  private readonly sheet = new CSSStyleSheet();
  private mounted: Mounted<ListData> | null = null;
  private active = "";
  private readAt = Date.now();
  private read = "";
  private shown = "";

  constructor(root: HTMLElement) {
    this.files = new FileSearch(
      (digest) => this.mounted?.setTriggerValue("dropped", digest),
      (text) => this.spoken.say(text),
    );
    const table = h("table", {}, this.caption, h("thead", {}, this.head), this.body);
    this.frame = h("div", { class: "frame", role: "region", "aria-label": "Promociones", tabindex: "-1" }, table);
    this.pages = h("div", { class: "pages" }, this.before, this.after);
    this.all.addEventListener("change", () => this.markAll());
    root.append(h("div", { class: "top" }, this.range, this.pages, this.files.element, this.age), this.frame, this.spoken.element);
    this.sheet.replaceSync(PAGE_CSS);
    document.adoptedStyleSheets.push(this.sheet);
    document.addEventListener("keydown", this.onKey);
    this.clock = setInterval(() => this.tick(), 1000);
  }

  update(mounted: Mounted<ListData>): void {
    this.mounted = mounted;
    const { data } = mounted;
    if (data.read !== this.read) {
      this.read = data.read;
      this.readAt = Date.now();
    }
    if (this.marking.enter(data.scope)) this.report();
    this.drawFrame(data);
    this.drawRows(data);
    this.tick();
    requestAnimationFrame(() => this.fit());
  }

  /** The list scrolls inside, down to the window's foot, so that what stands above it stays in sight. */
  private fit(): void {
    const above = this.frame.getBoundingClientRect().top + (document.querySelector('[data-testid="stMain"]')?.scrollTop ?? 0);
    this.frame.style.setProperty("--above", `${Math.round(above) + 20}px`);
  }

  destroy(): void {
    clearInterval(this.clock);
    document.removeEventListener("keydown", this.onKey);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    this.files.destroy();
  }

  private drawFrame(data: ListData): void {
    this.range.textContent = data.range;
    this.before.disabled = !data.before;
    this.after.disabled = !data.after;
    this.pages.hidden = !data.before && !data.after;
    this.frame.hidden = data.rows.length === 0;
    this.caption.textContent = data.title;
    const shown = JSON.stringify([data.columns, data.selectable]);
    if (shown === this.shown) return;
    this.shown = shown;
    const names = data.columns.map(({ key, label }) => h("th", { scope: "col", class: key }, label));
    fill(this.head, data.selectable && h("th", { scope: "col", class: "box" }, this.all), ...names, h("th", { scope: "col", class: "asking" }, h("span", { class: "spoken" }, "¿Por qué?")));
  }

  private drawRows(data: ListData): void {
    const wanted = new Set(data.rows.map(({ id }) => id));
    for (const [id, view] of this.views) if (!wanted.has(id)) this.forget(id, view);
    let last: Element | null = null;
    for (const row of data.rows) {
      const view = this.view(row);
      view.draw(row, data.columns, data.selectable);
      view.marked = this.marking.has(row.id);
      const told = data.explained?.id === row.id ? data.explained.reasons : null;
      view.explain(told, data.columns.length + (data.selectable ? 2 : 1));
      // a node that stands where it should is not moved: moving takes the focus away
      const place: Element | null = last ? last.nextElementSibling : this.body.firstElementChild;
      if (place !== view.element) this.body.insertBefore(view.element, place);
      if (view.element.nextElementSibling !== view.details) view.element.after(view.details);
      last = view.details;
    }
    if (!wanted.has(this.active)) this.active = data.rows[0]?.id ?? "";
    this.rove();
    this.drawAll();
  }

  private view(row: Row): RowView {
    let view = this.views.get(row.id);
    if (!view) {
      view = new RowView(row, this.acts);
      view.element.addEventListener("focusin", () => this.activate(row.id));
      this.views.set(row.id, view);
    }
    return view;
  }

  private forget(id: string, view: RowView): void {
    view.element.remove();
    view.details.remove();
    this.views.delete(id);
  }

  /** One row is in the way of Tab, the one last used; the arrows lead to the others. */
  private rove(): void {
    for (const [id, view] of this.views) view.element.tabIndex = id === this.active ? 0 : -1;
  }

  private activate(id: string): void {
    this.active = id;
    this.rove();
  }

  private get ids(): string[] {
    return this.mounted?.data.rows.map(({ id }) => id) ?? [];
  }

  private drawAll(): void {
    const among = this.marking.among(this.ids);
    this.all.checked = among === "all";
    this.all.indeterminate = among === "some";
  }

  private mark(id: string, marked: boolean): void {
    this.marking.set(id, marked);
    const view = this.views.get(id);
    if (view) view.marked = marked;
    this.drawAll();
    this.report();
  }

  private markAll(): void {
    this.marking.setAll(this.ids, this.all.checked);
    for (const [id, view] of this.views) view.marked = this.marking.has(id);
    this.report();
  }

  private report(): void {
    this.mounted?.setStateValue("marked", this.marking.value);
  }

  private explain(id: string): void {
    const open = this.mounted?.data.explained?.id === id;
    this.mounted?.setStateValue("explained", open ? "" : id);
  }

  private open(row: Row): void {
    this.mounted?.setTriggerValue("opened", row.folio);
  }

  private turn(way: "before" | "after"): void {
    this.frame.scrollTop = 0;
    this.mounted?.setTriggerValue("turned", way);
  }

  private tick(): void {
    this.age.textContent = `actualizado ${ago(Date.now() - this.readAt)}`;
  }

  private press(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    // what is sought will be shown: the keys are the list's again (Streamlit has taken the event by now)
    if (event.key === "Enter" && target instanceof HTMLInputElement && target === searchField()) setTimeout(() => target.blur());
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(target instanceof Element) || document.querySelector(BUSY)) return;
    if (target.matches(FIELD) && !(target instanceof HTMLInputElement && target.type === "checkbox")) return;
    if (this.obey(event.key, target)) event.preventDefault();
  }

  /** Gives back whether the key meant something here. */
  private obey(key: string, target: Element): boolean {
    const free = target === document.body || target instanceof HTMLTableRowElement;
    if (key === "/") return focusSearch();
    if (key === "f") return this.files.ask();
    if (key === "j" || (key === "ArrowDown" && free)) return this.step(1, target);
    if (key === "k" || (key === "ArrowUp" && free)) return this.step(-1, target);
    const view = this.views.get(this.active);
    if (!view || !free) return false;
    if (key === "Enter") return this.open(view.current), true;
    if (key === "p") return this.explain(view.id), true;
    if (key === " " && target !== document.body && this.mounted?.data.selectable) return this.mark(view.id, !this.marking.has(view.id)), true;
    return false;
  }

  private step(by: 1 | -1, from: Element): boolean {
    const ids = this.ids;
    if (ids.length === 0) return false;
    const within = from !== document.body;
    const at = within ? ids.indexOf(this.active) + by : ids.indexOf(this.active);
    const id = ids[Math.min(Math.max(at, 0), ids.length - 1)];
    const row = id === undefined ? undefined : this.views.get(id)?.element;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    return true;
  }
}

function searchField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("[class*='st-key-buscar'] input");
}

function focusSearch(): boolean {
  const field = searchField();
  field?.focus();
  field?.select();
  return field !== null;
}

export default component<ListData>(baseCss + queueCss, (root) => new QueueList(root));

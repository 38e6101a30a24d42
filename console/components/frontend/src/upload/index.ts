/** The filer's documents: drop zone, files on their way, and the list of those already stored. */

import baseCss from "../base.css";
import { fill, h, icon, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { count, sizeText } from "../words";
import { DocumentList, type StoredDocument } from "./list";
import { Queue, type Item } from "./queue";
import { Row } from "./row";
import { send, type Address } from "./transport";
import uploadCss from "./upload.css";

export interface UploadData {
  readonly promocion_id: string;
  readonly csrf: string;
  readonly documents: readonly StoredDocument[];
  readonly max_bytes: number;
  readonly accept: readonly string[];
  readonly disabled: boolean;
}

/** Outlives the surface: a file keeps travelling while the filer looks at another page of the console. */
interface Traffic {
  readonly queue: Queue;
  address: Address;
}

const traffics = new Map<string, Traffic>();

function trafficOf(address: Address): Traffic {
  let traffic = traffics.get(address.promocionId);
  if (!traffic) {
    const started: Traffic = {
      address,
      queue: new Queue((item, onProgress) => send(() => started.address, item, onProgress)),
    };
    traffics.set(address.promocionId, started);
    traffic = started;
  }
  traffic.address = address;
  return traffic;
}

addEventListener("beforeunload", (event) => {
  if ([...traffics.values()].some(({ queue }) => queue.unfinished > 0)) event.preventDefault();
});

/** Several files that end together redraw the page once. */
const REDRAW_DELAY_MS = 300;

class Upload implements Surface<UploadData> {
  private readonly zone: HTMLElement;
  private readonly chooser = h("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
  private readonly limits = h("span", { class: "limits" });
  private readonly rows = h("ul", { class: "rows", "aria-label": "Archivos en camino" });
  private readonly refused = h("div", {});
  private readonly spoken = liveRegion();
  private readonly drawn = new Map<number, Row>();
  private readonly list: DocumentList;
  private traffic: Traffic | null = null;
  private unlisten: () => void = () => undefined;
  private mounted: Mounted<UploadData> | null = null;
  private redraw: ReturnType<typeof setTimeout> | undefined;
  private readonly told = new Set<number>();

  constructor(root: HTMLElement) {
    const choose = h("button", { type: "button", class: "primary", onclick: () => this.chooser.click() }, icon("plus"), "Agregar archivos");
    this.zone = h(
      "div",
      { class: "zone" },
      icon("upload"),
      h("div", { class: "invitation" }, h("span", { class: "drag" }, "Arrastre aquí sus archivos o elíjalos de su equipo."), this.limits),
      choose,
      this.chooser,
    );
    this.list = new DocumentList(() => this.mounted?.data.csrf ?? "", (text) => {
      this.spoken.say(text);
      this.reportChange();
    });
    this.chooser.addEventListener("change", () => {
      this.take([...(this.chooser.files ?? [])]);
      this.chooser.value = ""; // so that the same file can be chosen again once mended
    });
    this.acceptDrops();
    root.append(this.zone, this.refused, this.rows, this.list.element, this.spoken.element);
  }

  update(mounted: Mounted<UploadData>): void {
    this.mounted = mounted;
    const { promocion_id, csrf, documents, max_bytes, accept, disabled } = mounted.data;
    const traffic = trafficOf({ promocionId: promocion_id, csrf });
    if (traffic !== this.traffic) this.follow(traffic);
    this.zone.hidden = disabled;
    this.chooser.accept = accept.join(",");
    const kinds = accept.map((ending) => ending.replace(/^\./, "").toUpperCase()).join(", ");
    this.limits.textContent = [kinds, `hasta ${sizeText(max_bytes)} cada uno`].filter(Boolean).join(" · ");
    this.list.show(documents, disabled);
    traffic.queue.settle(new Set(documents.map(({ id }) => String(id))));
    for (const item of traffic.queue.all) if (item.state === "stored") this.finished(item);
  }

  destroy(): void {
    this.unlisten();
    clearTimeout(this.redraw);
    if (this.traffic && this.traffic.queue.all.length === 0) traffics.delete(this.traffic.address.promocionId);
  }

  private follow(traffic: Traffic): void {
    this.unlisten();
    this.traffic = traffic;
    this.drawRows();
    this.unlisten = traffic.queue.listen((item) => {
      if (!item) this.drawRows();
      else {
        this.drawn.get(item.number)?.update();
        this.announce(item);
      }
    });
  }

  private drawRows(): void {
    const { queue } = this.traffic as Traffic;
    const numbers = new Set(queue.all.map(({ number }) => number));
    for (const [number, row] of this.drawn) {
      if (!numbers.has(number)) {
        if (row.element.contains(this.focused())) this.chooserButton()?.focus();
        row.element.remove();
        this.drawn.delete(number);
      }
    }
    for (const item of queue.all) {
      if (this.drawn.has(item.number)) continue;
      const row = new Row(queue, item);
      this.drawn.set(item.number, row);
      this.rows.append(row.element);
      if (item.failure) this.announce(item);
    }
    this.rows.hidden = queue.all.length === 0;
  }

  private focused(): Element | null {
    const scope = this.zone.getRootNode();
    return scope instanceof ShadowRoot ? scope.activeElement : document.activeElement;
  }

  private chooserButton(): HTMLButtonElement | null {
    return this.zone.querySelector("button");
  }

  private announce(item: Item): void {
    if (item.state === "stored") {
      this.spoken.say(`«${item.name}» quedó guardado.`);
      this.finished(item);
    } else if (item.state === "failed" && item.failure) {
      this.spoken.say(`Problema con «${item.name}»: ${item.failure.what} ${item.failure.do}`);
    } else if (item.state === "asking") {
      this.spoken.say(`Ya existe un documento llamado «${item.name}». Elija conservar ambos o reemplazar.`);
    }
  }

  /** Ask for one rerun per stored file at most: a page that does not list it must not be asked for ever. */
  private finished(item: Item): void {
    if (this.told.has(item.number)) return;
    this.told.add(item.number);
    this.reportChange();
  }

  private reportChange(): void {
    clearTimeout(this.redraw);
    this.redraw = setTimeout(() => this.mounted?.setTriggerValue("changed", crypto.getRandomValues(new Uint32Array(2)).join("-")), REDRAW_DELAY_MS);
  }

  private take(files: readonly File[]): void {
    if (!this.mounted || this.mounted.data.disabled || files.length === 0) return;
    fill(this.refused);
    this.spoken.say(`Se agregaron ${count(files.length, "archivo", "archivos")}.`);
    this.traffic?.queue.add(files, { maxBytes: this.mounted.data.max_bytes });
  }

  private acceptDrops(): void {
    let depth = 0; // dragenter and dragleave also fire for the children
    const mark = (change: number): void => {
      depth = Math.max(0, depth + change);
      this.zone.classList.toggle("over", depth > 0);
    };
    this.zone.addEventListener("dragenter", () => mark(1));
    this.zone.addEventListener("dragleave", () => mark(-1));
    this.zone.addEventListener("dragover", (event) => event.preventDefault());
    this.zone.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(-depth);
      const entries = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === "file");
      const isFolder = entries.map((entry) => entry.webkitGetAsEntry()?.isDirectory ?? false);
      const files = [...(event.dataTransfer?.files ?? [])];
      this.take(files.filter((_, index) => !isFolder[index]));
      if (isFolder.includes(true)) this.refuseFolders();
    });
  }

  private refuseFolders(): void {
    const text = "Las carpetas no se pueden subir: ábrala y arrastre los archivos que contiene.";
    fill(this.refused, h("div", { class: "note warn" }, icon("alert"), h("div", { class: "note-text" }, text)));
    this.spoken.say(text);
  }
}

export default component<UploadData>(baseCss + uploadCss, (root) => new Upload(root));

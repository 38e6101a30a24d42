/** The filer's documents: drop zone, files on their way, and the list of those already stored. */

import baseCss from "../base.css";
import { fill, h, liveRegion } from "../dom";
import { component, type Mounted, type Surface } from "../streamlit";
import { count } from "../words";
import { Acts } from "./acts";
import { joined, type StoredDocument } from "./documents";
import type { Gathered } from "./gathering";
import type { Item } from "./item";
import { DocumentList } from "./list";
import { Queue } from "./queue";
import { TrafficView, tallyText } from "./traffic";
import { send, type Address } from "./transport";
import uploadCss from "./upload.css";
import { Zone } from "./zone";

export interface UploadData {
  readonly promocion_id: string;
  readonly csrf: string;
  readonly documents: readonly StoredDocument[];
  readonly folders?: readonly string[];
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
addEventListener("online", () => {
  for (const { queue } of traffics.values()) queue.lineIsBack();
});
addEventListener("offline", () => {
  for (const { queue } of traffics.values()) queue.lineIsCut();
});

/** Several files that end together redraw the page once. */
const REDRAW_DELAY_MS = 300;
/** A page that is asked to draw itself answers within this, on a line that works. */
const ANSWER_MS = 5000;
const MOST_REPORTS = 10;

class Upload implements Surface<UploadData> {
  private readonly zone: Zone;
  private readonly traffic = h("div", {});
  private readonly spoken = liveRegion();
  private readonly list: DocumentList;
  private current: Traffic | null = null;
  private unlisten: () => void = () => undefined;
  private mounted: Mounted<UploadData> | null = null;
  private redraw: ReturnType<typeof setTimeout> | undefined;
  private readonly told = new Set<string>();
  /** Files that arrived since all had: document's id → rank in which it was given. */
  private readonly arrived = new Map<string, number>();
  private grouped = true;
  private ordering = false;
  /** How often in a row the page was asked to draw itself, and did not. */
  private unheard = 0;

  constructor(root: HTMLElement) {
    this.zone = new Zone((gathered, folder) => this.take(gathered, folder));
    const address = (): Address => this.current?.address ?? { promocionId: "", csrf: "" };
    this.list = new DocumentList(new Acts(address), {
      changed: (text) => {
        if (text) this.spoken.say(text);
        this.zone.offerFolders(this.list.folders);
        this.reportChange();
      },
      say: (text) => this.spoken.say(text),
      addTo: (folder) => this.zone.chooseInto(folder),
    });
    root.append(this.zone.element, this.traffic, this.list.element, this.spoken.element);
  }

  update(mounted: Mounted<UploadData>): void {
    this.mounted = mounted;
    const { promocion_id, csrf, documents, folders = [], max_bytes, accept, disabled } = mounted.data;
    const traffic = trafficOf({ promocionId: promocion_id, csrf });
    if (traffic !== this.current) this.follow(traffic);
    this.zone.show({ accept, maxBytes: max_bytes, disabled });
    this.unheard = 0;
    this.list.show({ documents, folders }, disabled);
    this.zone.offerFolders(this.list.folders);
    this.settle();
    for (const item of traffic.queue.all) if (item.state === "stored") this.finished(item);
  }

  /** Let go of the files that stand in the list. */
  private settle(): void {
    if (!this.current) return;
    const { queue } = this.current;
    for (const { number, stored, state, choice } of queue.all) {
      // What took another's place stands where that one stood.
      if (stored && state === "stored" && choice !== "reemplazar") this.arrived.set(String(stored.id), number);
    }
    queue.settle(this.list.documents);
    this.keepOrder();
  }

  /** Two travel at a time, and the smaller arrives first: once all have, they stand as they were given. */
  private keepOrder(): void {
    if (this.arrived.size === 0 || !this.current) return;
    const { unfinished, all } = this.current.queue;
    if (unfinished > 0 || all.some(({ state }) => state === "stored")) return;
    if (this.ordering) return;
    this.ordering = true;
    // Not done while the list lacks one of them: the next that the server sends has it.
    void this.list.orderAsGiven(this.arrived, this.grouped).then((done) => {
      this.ordering = false;
      if (done) this.arrived.clear();
    });
  }

  destroy(): void {
    this.unlisten();
    clearTimeout(this.redraw);
    if (this.current && this.current.queue.all.length === 0) traffics.delete(this.current.address.promocionId);
  }

  private follow(traffic: Traffic): void {
    this.unlisten();
    this.current = traffic;
    const view = new TrafficView(traffic.queue, () => this.zone.focus());
    fill(this.traffic, view.element);
    this.unlisten = traffic.queue.listen((item) => {
      view.update(item);
      if (item) this.announce(item);
    });
  }

  private announce(item: Item): void {
    if (item.state === "stored" || item.state === "same") this.finished(item);
    else if (item.state === "checking" && item.doubtful) this.finished(item); // the list will tell whether it had arrived
    else if (item.state === "failed" && item.failure) this.once(item, () => `Problema con «${item.name}»: ${item.failure?.what} ${item.failure?.do}`);
    else if (item.state === "asking") this.once(item, () => `Ya existe un documento llamado «${item.name}». Elija conservar ambos o reemplazar.`);
    else if (item.state === "paused") this.once(item, () => `Se cortó la conexión. «${item.name}» seguirá sola en cuanto vuelva.`);
    else if (item.state === "waiting") this.forgetTold(item);
  }

  /** Ask for one rerun per stored file at most: a page that does not list it must not be asked for ever. */
  private finished(item: Item): void {
    this.once(item, () => {
      if (item.state !== "same") this.reportChange();
      return this.progressText(item);
    });
    if (item.state !== "stored" || !item.stored?.row) return;
    this.list.add(item.stored.row);
    this.settle();
  }

  private progressText(item: Item): string {
    const tally = this.current?.queue.tally;
    if (tally && tally.total > 1) return tallyText(tally);
    return item.state === "same" ? `«${item.name}» ya estaba en la promoción.` : `«${item.name}» quedó guardado.`;
  }

  /** Say something of a file once for each state that it enters, however often it is drawn. */
  private once(item: Item, tell: () => string): void {
    const key = `${item.number} ${item.state}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.spoken.say(tell());
  }

  private forgetTold(item: Item): void {
    for (const state of ["failed", "asking", "paused", "checking"]) this.told.delete(`${item.number} ${state}`);
  }

  /** Have the page drawn anew; again where nothing came of it, since a cut line swallows the request. */
  private reportChange(): void {
    clearTimeout(this.redraw);
    this.redraw = setTimeout(() => {
      this.mounted?.setTriggerValue("changed", crypto.getRandomValues(new Uint32Array(2)).join("-"));
      this.unheard += 1;
      this.redraw = setTimeout(() => this.unheard > 0 && this.unheard < MOST_REPORTS && this.reportChange(), this.unheard * ANSWER_MS);
    }, REDRAW_DELAY_MS);
  }

  private take({ files }: Gathered, folder: string): void {
    if (!this.mounted || this.mounted.data.disabled || files.length === 0) return;
    this.spoken.say(`Se agregaron ${count(files.length, "archivo", "archivos")}.`);
    if (this.current?.queue.unfinished === 0 && this.arrived.size === 0) this.grouped = this.list.grouped;
    const found = files.map(({ file, path }) => ({ file, path: joined(folder, path) }));
    this.current?.queue.add(found, { maxBytes: this.mounted.data.max_bytes });
  }
}

export default component<UploadData>(baseCss + uploadCss, (root) => new Upload(root));

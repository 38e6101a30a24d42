/** The files on their way to the Oficialía: what waits, what travels, what came back. No drawing here. */

import { NO_NETWORK, type Failure } from "../api";
import { exactSizeText, sizeText } from "../words";

export type Choice = "preguntar" | "conservar" | "reemplazar";

/** waiting → sending → checking → stored; or asking (same name), or failed, from which one can retry. */
export type State = "waiting" | "sending" | "checking" | "asking" | "stored" | "failed";

export interface Stored {
  readonly id: string | number;
  readonly name: string;
  readonly sha256?: string;
}

export interface Item {
  readonly number: number;
  readonly file: File;
  /** NFC, so that the same name typed on a Mac and on Windows is the same name. */
  readonly name: string;
  readonly choice: Choice;
  readonly state: State;
  readonly sentBytes: number;
  readonly bytesPerSecond: number;
  readonly failure: Failure | null;
  /** False when trying the same file again cannot help (empty, too large). */
  readonly retryable: boolean;
  readonly stored: Stored | null;
}

export interface Sending {
  readonly done: Promise<Stored>;
  abort(): void;
}

/** Sends one file. `done` rejects with a `Failure`. */
export type Transport = (item: Item, onProgress: (sentBytes: number) => void) => Sending;

export interface Limits {
  readonly maxBytes: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const AT_ONCE = 2;

export class Queue {
  private readonly items: Mutable<Item>[] = [];
  private readonly travelling = new Map<Item, Sending>();
  private readonly listeners = new Set<(item: Item | null) => void>();
  private counter = 0;

  constructor(
    private readonly transport: Transport,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get all(): readonly Item[] {
    return this.items;
  }

  /** Files that would be lost if the page were closed now. */
  get unfinished(): number {
    return this.items.filter(({ state }) => ["waiting", "sending", "checking", "asking"].includes(state)).length;
  }

  /** Hear of each change: of one item, or, with null, of the list itself. Gives back how to stop. */
  listen(listener: (item: Item | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  add(files: Iterable<File>, limits: Limits): void {
    for (const file of files) {
      const failure = refusalBeforeSending(file, limits);
      this.items.push({
        number: ++this.counter,
        file,
        name: file.name.normalize("NFC"),
        choice: "preguntar",
        state: failure ? "failed" : "waiting",
        sentBytes: 0,
        bytesPerSecond: 0,
        failure,
        retryable: !failure,
        stored: null,
      });
    }
    this.tell(null);
    this.next();
  }

  retry(item: Item): void {
    this.change(item, { state: "waiting", failure: null, sentBytes: 0, bytesPerSecond: 0 });
    this.next();
  }

  answer(item: Item, choice: Choice): void {
    this.change(item, { choice, state: "waiting", sentBytes: 0, bytesPerSecond: 0 });
    this.next();
  }

  /** Stop a file wherever it is, and forget it. */
  cancel(item: Item): void {
    this.forget([item]);
    const sending = this.travelling.get(item);
    this.travelling.delete(item);
    sending?.abort();
    this.next();
  }

  /** Forget the files that now stand in the list of stored documents. */
  settle(ids: ReadonlySet<string>): void {
    this.forget(this.items.filter(({ stored }) => stored && ids.has(String(stored.id))));
  }

  private forget(gone: readonly Item[]): void {
    if (gone.length === 0) return;
    for (const item of gone) {
      const index = this.items.indexOf(item);
      if (index >= 0) this.items.splice(index, 1);
    }
    this.tell(null);
  }

  private next(): void {
    for (const item of this.items) {
      if (this.travelling.size >= AT_ONCE) return;
      if (item.state === "waiting" && !this.nameIsTravelling(item)) this.send(item);
    }
  }

  /** Two files of one name never travel together: the second must meet the first already stored. */
  private nameIsTravelling(item: Item): boolean {
    return [...this.travelling.keys()].some(({ name }) => name.toLowerCase() === item.name.toLowerCase());
  }

  private send(item: Mutable<Item>): void {
    const startedAt = this.now();
    this.change(item, { state: "sending" });
    const sending = this.transport(item, (sentBytes) => {
      const seconds = Math.max((this.now() - startedAt) / 1000, 0.001);
      const arrived = sentBytes >= item.file.size;
      this.change(item, { sentBytes, bytesPerSecond: sentBytes / seconds, state: arrived ? "checking" : "sending" });
    });
    this.travelling.set(item, sending);
    sending.done.then(
      (stored) => this.finish(item, sending, { state: "stored", stored }),
      (reason: unknown) => this.finish(item, sending, afterRefusal(reason)),
    );
  }

  private finish(item: Item, sending: Sending, result: Partial<Item>): void {
    if (this.travelling.get(item) !== sending) return; // cancelled meanwhile
    this.travelling.delete(item);
    this.change(item, result);
    this.next();
  }

  private change(item: Item, values: Partial<Item>): void {
    if (!this.items.includes(item)) return;
    Object.assign(item, values);
    this.tell(item);
  }

  private tell(item: Item | null): void {
    for (const listener of [...this.listeners]) listener(item);
  }
}

function afterRefusal(reason: unknown): Partial<Item> {
  const failure = isFailure(reason) ? reason : NO_NETWORK;
  if (failure.code === "same_name") return { state: "asking", failure: null };
  return { state: "failed", failure };
}

function isFailure(reason: unknown): reason is Failure {
  return typeof reason === "object" && reason !== null && "code" in reason && "what" in reason;
}

/** What can be said of a file without sending it: nothing inside it, or more than is admitted. */
export function refusalBeforeSending(file: { name: string; size: number }, limits: Limits): Failure | null {
  if (file.size === 0) {
    return {
      code: "empty",
      what: "El archivo está vacío (0 bytes).",
      means: "No se subió: un archivo vacío sería motivo de rechazo.",
      do: "Ábralo en su equipo, compruebe su contenido y elija el archivo correcto.",
    };
  }
  if (file.size > limits.maxBytes) {
    const near = sizeText(file.size) === sizeText(limits.maxBytes);
    const [size, limit] = [file.size, limits.maxBytes].map(near ? exactSizeText : sizeText);
    return {
      code: "too_large",
      what: `El archivo mide ${size} y el límite es de ${limit}.`,
      means: "No se subió.",
      do: "Divídalo en partes o reduzca la resolución de las imágenes, y suba el resultado.",
    };
  }
  return null;
}

/** The files on their way to the Oficialía: what waits, what travels, what came back. No drawing here. */

import { NO_NETWORK, type Failure } from "../api";
import { canBeRetried, nameKey, newItem, UNFINISHED, type Choice, type Found, type Item, type Limits, type State, type Stored } from "./item";
import { Pace } from "./pace";
import { BROWSER, passes, waitAfter, type Surroundings } from "./patience";

export interface Sending {
  readonly done: Promise<Stored>;
  /** The file's own SHA-256; null where the browser could not compute it. */
  readonly own: Promise<string | null>;
  abort(): void;
}

/** Sends one file. `done` rejects with a `Failure`. */
export type Transport = (item: Item, onProgress: (sentBytes: number) => void) => Sending;

/** How the files taken since the queue was last empty are doing. */
export interface Tally {
  readonly total: number;
  readonly ready: number;
  readonly failed: number;
  readonly asking: number;
  readonly unfinished: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const AT_ONCE = 2;

export class Queue {
  private readonly items: Mutable<Item>[] = [];
  private readonly travelling = new Map<Item, Sending>();
  private readonly returning = new Map<Item, () => void>();
  private readonly listeners = new Set<(item: Item | null) => void>();
  private known = new Map<string, Stored>();
  private counter = 0;
  private settled = 0;

  constructor(
    private readonly transport: Transport,
    private readonly world: Surroundings = BROWSER,
  ) {}

  get all(): readonly Item[] {
    return this.items;
  }

  /** Files that would be lost if the page were closed now. */
  get unfinished(): number {
    return this.items.filter(({ state }) => UNFINISHED.has(state)).length;
  }

  get tally(): Tally {
    const having = (...states: State[]): number => this.items.filter(({ state }) => states.includes(state)).length;
    return {
      total: this.items.length + this.settled,
      ready: having("stored", "same") + this.settled,
      failed: having("failed"),
      asking: having("asking"),
      unfinished: this.unfinished,
    };
  }

  /** Hear of each change: of one item, or, with null, of the list itself. Gives back how to stop. */
  listen(listener: (item: Item | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  add(found: Iterable<Found>, limits: Limits): void {
    for (const each of found) this.items.push(newItem(++this.counter, each, limits));
    this.tell(null);
    this.next();
  }

  retry(item: Item): void {
    this.restart(item, { failure: null, tries: 0 });
    this.next();
  }

  answer(item: Item, choice: Choice): void {
    this.restart(item, { choice });
    this.next();
  }

  /** Give every file whose name is taken the same answer. */
  answerAll(choice: Choice): void {
    for (const item of this.inState("asking")) this.restart(item, { choice });
    this.next();
  }

  retryAll(): void {
    for (const item of this.inState("failed")) if (canBeRetried(item)) this.restart(item, { failure: null, tries: 0 });
    this.next();
  }

  /** The line is there again: nothing needs to wait for its time. */
  lineIsBack(): void {
    for (const item of this.inState("paused")) this.restart(item, { tries: 0 });
    this.next();
  }

  /** There is no network, and the browser knows: what waits for it says so. */
  lineIsCut(): void {
    for (const item of this.inState("paused")) this.tell(item);
  }

  /** Stop a file wherever it is, and forget it. */
  cancel(item: Item): void {
    this.drop([item]);
  }

  /** Stop and forget every file of these states. */
  cancelAll(states: ReadonlySet<State>): void {
    this.drop(this.items.filter(({ state }) => states.has(state)));
  }

  /** Learn which documents are stored: those that just arrived leave, and doubts about the others end. */
  settle(documents: readonly Stored[]): void {
    this.known = new Map(documents.map((document) => [nameKey(document.name), document]));
    for (const item of [...this.items]) if (item.doubtful) this.resolve(item, item.doubtful);
    const ids = new Set(documents.map(({ id }) => String(id)));
    const arrived = this.items.filter(({ state, stored }) => state === "stored" && stored && ids.has(String(stored.id)));
    this.settled += arrived.length;
    this.forget(arrived);
  }

  private inState(state: State): Mutable<Item>[] {
    return this.items.filter((item) => item.state === state);
  }

  private restart(item: Item, values: Partial<Item>): void {
    this.returning.get(item)?.();
    this.returning.delete(item);
    this.change(item, { ...values, state: "waiting", sentBytes: 0, bytesPerSecond: 0 });
  }

  private drop(items: readonly Item[]): void {
    this.forget(items);
    for (const item of items) {
      this.returning.get(item)?.();
      this.returning.delete(item);
      const sending = this.travelling.get(item);
      this.travelling.delete(item);
      sending?.abort();
    }
    this.next();
  }

  private forget(gone: readonly Item[]): void {
    if (gone.length === 0) return;
    for (const item of gone) {
      const index = this.items.indexOf(item);
      if (index >= 0) this.items.splice(index, 1);
    }
    if (this.items.length === 0) this.settled = 0;
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
    return [...this.travelling.keys()].some(({ name }) => nameKey(name) === nameKey(item.name));
  }

  private send(item: Mutable<Item>): void {
    const pace = new Pace();
    pace.note(this.world.now(), 0);
    this.change(item, { state: "sending" });
    const sending = this.transport(item, (sentBytes) => {
      if (this.travelling.get(item) !== sending) return;
      pace.note(this.world.now(), sentBytes);
      const state = sentBytes >= item.file.size ? "checking" : "sending";
      this.change(item, { sentBytes, bytesPerSecond: pace.bytesPerSecond, state });
    });
    this.travelling.set(item, sending);
    sending.done.then(
      (stored) => this.finish(item, sending, { state: "stored", stored, tries: 0 }),
      (reason: unknown) => void this.refused(item, sending, isFailure(reason) ? reason : NO_NETWORK),
    );
  }

  private async refused(item: Item, sending: Sending, failure: Failure): Promise<void> {
    if (failure.code === "same_name") {
      const own = await sending.own;
      this.finish(item, sending, { state: "asking", failure: null });
      if (own) this.recognise(item, own);
    } else if (passes(failure.code)) this.pause(item, sending, failure);
    else this.finish(item, sending, { state: "failed", failure });
  }

  /** A name that is taken by these very bytes asks nothing: an earlier try had arrived, or it was chosen twice. */
  private recognise(item: Item, own: string): void {
    if (item.state !== "asking") return;
    const there = this.known.get(nameKey(item.name));
    if (there?.sha256 === own || !item.cut) this.resolve(item, own);
    else this.change(item, { state: "checking", doubtful: own }); // the list may be older than the answer lost
  }

  private resolve(item: Item, own: string): void {
    const there = this.known.get(nameKey(item.name));
    const same = there?.sha256 === own;
    const arrived = same && item.cut;
    this.change(item, { state: arrived ? "stored" : same ? "same" : "asking", stored: same ? there : null, doubtful: null });
  }

  /** Send it again by itself, after a wait that grows; without a network, as soon as there is one. */
  private pause(item: Item, sending: Sending, failure: Failure): void {
    if (this.travelling.get(item) !== sending) return; // cancelled meanwhile
    const tries = this.world.online() ? item.tries + 1 : Math.max(1, item.tries);
    const wait = waitAfter(tries, this.world.chance());
    if (wait === null) return this.finish(item, sending, { state: "failed", failure, tries: 0, cut: true });
    this.returning.set(item, this.world.after(wait, () => this.goOn(item)));
    this.finish(item, sending, { state: "paused", failure, tries, cut: true });
  }

  private goOn(item: Item): void {
    if (item.state !== "paused") return;
    this.restart(item, {});
    this.next();
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

function isFailure(reason: unknown): reason is Failure {
  return typeof reason === "object" && reason !== null && "code" in reason && "what" in reason;
}

/** The list as the filer has it before them: what the server said last, and what was done since. */

import type { Acts } from "./acts";
import { positioned, type StoredDocument } from "./documents";
import { nameKey } from "./item";

type Id = string | number;

export interface Contents {
  readonly documents: readonly StoredDocument[];
  readonly folders: readonly string[];
}

export class Shelf {
  private now: Contents = { documents: [], folders: [] };
  private pending = 0;
  private ordering: { wanted: readonly Id[] | null } | null = null;

  /** `draw` shows the contents; `changed` gets the sentence that tells of an act that was done. */
  constructor(
    readonly acts: Acts,
    private readonly draw: () => void,
    private readonly changed: (text: string) => void,
  ) {}

  get contents(): Contents {
    return this.now;
  }

  /** Take what the server says, unless an act is on its way: then it is already out of date. */
  receive(contents: Contents): boolean {
    if (this.pending > 0 || JSON.stringify(contents) === JSON.stringify(this.now)) return false;
    this.now = contents;
    return true;
  }

  /** Show a document that has just arrived, in the place of the one that it replaced. */
  add(document: StoredDocument): void {
    const others = this.now.documents.filter(({ id, name }) => id !== document.id && nameKey(name) !== nameKey(document.name));
    this.now = { ...this.now, documents: [...others, document] };
    this.draw();
  }

  /** Do something, then show what the answer says. Throws what the asking throws, with nothing changed. */
  async act(asking: () => Promise<unknown>, understood: (before: Contents, answer: unknown) => Contents, told: string): Promise<void> {
    this.pending += 1;
    let answer: unknown;
    try {
      answer = await asking();
    } finally {
      this.pending -= 1;
    }
    this.now = understood(this.now, answer);
    this.draw();
    this.changed(told);
  }

  /** File the documents in this order: shown at once, and what is pressed meanwhile is sent as one order. */
  async order(documents: readonly StoredDocument[], told: string): Promise<void> {
    const before = this.now;
    this.now = { ...before, documents: positioned(documents) };
    this.draw();
    const wanted = documents.map(({ id }) => id);
    if (this.ordering) this.ordering.wanted = wanted;
    else await this.sendOrder(wanted, before);
    this.changed(told);
  }

  private async sendOrder(first: readonly Id[], before: Contents): Promise<void> {
    const ordering: { wanted: readonly Id[] | null } = { wanted: first };
    this.ordering = ordering;
    this.pending += 1;
    try {
      while (ordering.wanted) {
        const ids = ordering.wanted;
        ordering.wanted = null;
        await this.acts.order(ids);
      }
    } catch (error) {
      this.now = before;
      this.draw();
      throw error;
    } finally {
      this.ordering = null;
      this.pending -= 1;
    }
  }
}

/** Understands the answer that is one document: it stands in the place of that of this id.
 *
 * Its own id may be another: a version that was brought back has one of its own. */
export function oneDocument(id: Id): (before: Contents, answer: unknown) => Contents {
  return (before, answer) => {
    const changed = answer as StoredDocument;
    return { ...before, documents: before.documents.map((each) => (each.id === id ? changed : each)) };
  };
}

/** Understands the answer that is the whole list. */
export function wholeList(_before: Contents, answer: unknown): Contents {
  const { documents, folders } = answer as Contents;
  return { documents, folders };
}

export function without(id: Id): (before: Contents) => Contents {
  return (before) => ({ ...before, documents: before.documents.filter((each) => each.id !== id) });
}

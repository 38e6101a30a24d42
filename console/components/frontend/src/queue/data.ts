/** What the list shows, in words already: codes and facts were turned into Spanish before they came here. */

export type Tone = "" | "good" | "warn" | "bad" | "info" | "quiet";

/** `icon` stands before the text; a tone is never alone: icon or word say the same. `sub`: a second, smaller line. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  readonly icon?: "" | "tick" | "alert" | "x" | "block" | "lock" | "history";
  readonly sub?: string;
  readonly chips?: readonly Chip[];
}

export interface Chip {
  readonly text: string;
  readonly tone: Tone;
}

export interface Column {
  readonly key: string;
  readonly label: string;
}

export interface Row {
  readonly id: string;
  readonly folio: string;
  /** Path of the review of this promoción, list included: what a middle click opens. */
  readonly url: string;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** A sentence, and words of a person it ends with; empty where it has none. */
export interface Reason {
  readonly text: string;
  readonly words: string;
}

export interface ListData {
  /** Changes with list, filters and page: what was marked in another list is marked no more. */
  readonly scope: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly selectable: boolean;
  readonly explained: { readonly id: string; readonly reasons: readonly Reason[] } | null;
  readonly range: string;
  readonly before: boolean;
  readonly after: boolean;
  /** When the rows were read, any text that differs from reading to reading. */
  readonly read: string;
}

/** The documents already stored, and in which order and folder they stand. No drawing here. */

import { nameKey } from "./item";

export interface Finding {
  readonly severity: string;
  readonly text: string;
}

export type Classification = "publica" | "confidencial" | "reservada";

export interface StoredDocument {
  readonly id: string | number;
  /** Its path: folders and file name with «/» between them. */
  readonly name: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly added_at_text: string;
  readonly findings: readonly Finding[];
  readonly media_label: string;
  readonly position?: number;
  readonly classification?: string;
  readonly summary?: string;
  readonly pages?: number | null;
  readonly replaced?: { readonly at_text: string } | null;
  readonly same_as?: readonly { readonly folio: string; readonly name: string }[];
}

export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** How a name is searched: without regard to case or accents. */
export function searchable(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export type Column = "name" | "size" | "added";
export type Sorting = { readonly column: Column; readonly direction: 1 | -1 } | null;

const collator = new Intl.Collator("es-MX", { numeric: true, sensitivity: "base" });

/** Compares two paths as a list by folders shows them: what lies in a folder before its own folders. */
export function byFolder(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let at = 0; ; at += 1) {
    const ends = Number(at < left.length - 1) - Number(at < right.length - 1);
    if (ends !== 0) return ends;
    const order = collator.compare(left[at] ?? "", right[at] ?? "");
    if (order !== 0 || at >= left.length - 1) return order;
  }
}

/** The documents in the order asked for; null keeps the order that is filed. */
export function sorted(documents: readonly StoredDocument[], sorting: Sorting): readonly StoredDocument[] {
  const filed = inFiledOrder(documents);
  if (!sorting) return filed;
  const compare = {
    name: (a: StoredDocument, b: StoredDocument) => byFolder(a.name, b.name),
    size: (a: StoredDocument, b: StoredDocument) => a.size_bytes - b.size_bytes,
    added: (a: StoredDocument, b: StoredDocument) => instant(a).localeCompare(instant(b)),
  }[sorting.column];
  return [...filed].sort((a, b) => sorting.direction * compare(a, b));
}

/** «22/11/2026 13:58» → «2026/11/22 13:58», which sorts as time passes. */
function instant({ added_at_text }: StoredDocument): string {
  return added_at_text.replace(/(\d+)\/(\d+)\/(\d+)/, "$3/$2/$1");
}

export function inFiledOrder(documents: readonly StoredDocument[]): readonly StoredDocument[] {
  return [...documents].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

/** A folder with its own documents, and how deep it lies: 0 is the filing itself, whose path is empty. */
export interface Section {
  readonly folder: string;
  readonly depth: number;
  readonly documents: readonly StoredDocument[];
}

interface Branch {
  readonly folder: string;
  readonly documents: StoredDocument[];
  readonly branches: Branch[];
}

/** The documents by folder: those in none first, then each folder where its first document is filed. */
export function sections(documents: readonly StoredDocument[], folders: readonly string[]): readonly Section[] {
  return flat(treeOf(documents, folders), 0);
}

function treeOf(documents: readonly StoredDocument[], folders: readonly string[]): Branch {
  const root: Branch = { folder: "", documents: [], branches: [] };
  const known = new Map([["", root]]);
  const branch = (folder: string): Branch => {
    const there = known.get(nameKey(folder));
    if (there) return there;
    const made: Branch = { folder, documents: [], branches: [] };
    known.set(nameKey(folder), made);
    branch(folderOf(folder)).branches.push(made);
    return made;
  };
  for (const document of inFiledOrder(documents)) branch(folderOf(document.name)).documents.push(document);
  for (const folder of [...folders].sort(collator.compare)) branch(folder);
  return root;
}

function flat({ folder, documents, branches }: Branch, depth: number): Section[] {
  return [{ folder, depth, documents }, ...branches.flatMap((each) => flat(each, depth + 1))];
}

/** The ids as the list shows them, which is how they are filed where `isGrouped`. */
export function shownOrder(documents: readonly StoredDocument[]): readonly StoredDocument[] {
  return sections(documents, []).flatMap((section) => section.documents);
}

/** Whether what is filed follows the folders as the list shows them. */
export function isGrouped(documents: readonly StoredDocument[]): boolean {
  return isFiledAs(documents, shownOrder(documents));
}

/** The documents given the positions of this order. */
export function positioned(order: readonly StoredDocument[]): readonly StoredDocument[] {
  return order.map((document, index) => ({ ...document, position: index + 1 }));
}

/** The order in which files that arrived together were given, whichever was quicker.
 *
 * `arrived`: id → rank in which it was given. They keep the places that they have among all; where the list
 * followed the folders before, it does so again. */
export function asGiven(documents: readonly StoredDocument[], arrived: ReadonlyMap<string, number>, grouped: boolean): readonly StoredDocument[] {
  const rank = ({ id }: StoredDocument): number => arrived.get(String(id)) ?? -1;
  const given = inFiledOrder(documents).filter((each) => rank(each) >= 0).sort((a, b) => rank(a) - rank(b));
  const placed = inFiledOrder(documents).map((each) => (rank(each) < 0 ? each : (given.shift() ?? each)));
  return grouped ? shownOrder(positioned(placed)) : placed;
}

/** Whether these are filed in this order already. */
export function isFiledAs(documents: readonly StoredDocument[], order: readonly StoredDocument[]): boolean {
  return inFiledOrder(documents).every(({ id }, index) => order[index]?.id === id);
}

/** One document moved by one place within its folder; null where it is already at that end. */
export function shifted(documents: readonly StoredDocument[], id: string | number, by: 1 | -1): readonly StoredDocument[] | null {
  const order = [...shownOrder(documents)];
  const from = order.findIndex((document) => document.id === id);
  const [moving, other] = [order[from], order[from + by]];
  if (!moving || !other || folderOf(other.name) !== folderOf(moving.name)) return null;
  [order[from], order[from + by]] = [other, moving];
  return order;
}

/** One folder, with all in it, moved before or after its neighbour; null where there is none to pass. */
export function folderShifted(documents: readonly StoredDocument[], folder: string, by: 1 | -1): readonly StoredDocument[] | null {
  const root = treeOf(documents, []);
  const siblings = parentOf(root, folder)?.branches ?? [];
  const from = siblings.findIndex((each) => each.folder === folder);
  const [moving, other] = [siblings[from], siblings[from + by]];
  if (!moving || !other) return null;
  [siblings[from], siblings[from + by]] = [other, moving];
  return flat(root, 0).flatMap((section) => section.documents);
}

function parentOf(branch: Branch, folder: string): Branch | null {
  if (branch.branches.some((each) => each.folder === folder)) return branch;
  for (const each of branch.branches) {
    const found = parentOf(each, folder);
    if (found) return found;
  }
  return null;
}

/** Every document that lies in a folder or below it. */
export function within(documents: readonly StoredDocument[], folder: string): readonly StoredDocument[] {
  const start = `${nameKey(folder)}/`;
  return inFiledOrder(documents).filter(({ name }) => nameKey(name).startsWith(start));
}

/** Every folder's path as the list shows them: those without documents too. */
export function folderPaths(documents: readonly StoredDocument[], folders: readonly string[]): readonly string[] {
  return sections(documents, folders).map(({ folder }) => folder).filter(Boolean);
}

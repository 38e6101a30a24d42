/** Which files a person gave: chosen one by one, a folder chosen, or anything dropped. */

import { byFolder } from "./documents";
import type { Found } from "./item";

/** More than this at once is a folder chosen by mistake. */
export const MOST_AT_ONCE = 1000;

export interface Gathered {
  readonly files: readonly Found[];
  /** Names of files that the operating system keeps for itself: nobody files those. */
  readonly left: readonly string[];
  /** Paths of folders in which there is nothing. */
  readonly emptyFolders: readonly string[];
  /** More files than can be taken at once: none was taken. */
  readonly tooMany: boolean;
}

/** Files that a file chooser gave; from a folder they bring their path. */
export function chosen(files: Iterable<File>): Gathered {
  return sift([...files].map((file) => ({ file, path: file.webkitRelativePath || file.name })), []);
}

/** Everything that was dropped, with what is inside folders. To be called while the drop event runs. */
export function dropped(transfer: DataTransfer): Promise<Gathered> {
  // The list of items is emptied when the event ends: entries and files are taken from it at once.
  const taken = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return walkAll(taken);
}

async function walkAll(taken: readonly { entry: FileSystemEntry | null; file: File | null }[]): Promise<Gathered> {
  const walk = new Walk();
  for (const { entry, file } of taken) {
    if (entry) await walk.into(entry);
    else if (file) walk.files.push({ file, path: file.name });
  }
  return sift(walk.files, walk.emptyFolders);
}

class Walk {
  readonly files: Found[] = [];
  readonly emptyFolders: string[] = [];

  async into(entry: FileSystemEntry): Promise<void> {
    if (this.files.length > MOST_AT_ONCE) return;
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) this.files.push({ file: await fileOf(entry as FileSystemFileEntry), path });
    else {
      const inside = await entriesOf(entry as FileSystemDirectoryEntry);
      if (inside.length === 0) this.emptyFolders.push(path);
      for (const each of inside) await this.into(each);
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // Each call gives some (Chromium: 100 at most), and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

const OF_THE_SYSTEM = /^(\.DS_Store|\.localized|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini|\._.*|~\$.*|\.~lock\..*#)$/i;

/** Put aside what is no document, and keep the order that a person would expect. */
export function sift(found: readonly Found[], emptyFolders: readonly string[]): Gathered {
  if (found.length > MOST_AT_ONCE) return { files: [], left: [], emptyFolders: [], tooMany: true };
  const isSystems = ({ path }: Found): boolean => OF_THE_SYSTEM.test(path.slice(path.lastIndexOf("/") + 1));
  const inFolders = found.some(({ path }) => path.includes("/"));
  const files = found.filter((each) => !isSystems(each));
  // A folder's files come in the order of the disk; files chosen one by one, in the person's.
  if (inFolders) files.sort((a, b) => byFolder(a.path, b.path));
  return { files, left: found.filter(isSystems).map(({ path }) => path), emptyFolders, tooMany: false };
}

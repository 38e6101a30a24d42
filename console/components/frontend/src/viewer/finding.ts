/** Searching as the server does: case, accents, ligatures and the way lines are broken do not count. */

/** A text as it is compared, and for each of its characters where in the original it came from. */
export interface Folded {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** What pdfium writes where a line ends within a word, and the soft hyphen; what follows joins on. */
const BROKEN_WORD = /[\u0002\u00ad\ufffe]\s*/y;
const BLANK = /\s/;
const MARKS = /\p{M}/gu;

export function fold(original: string): Folded {
  let text = "";
  const from: number[] = [];
  const to: number[] = [];
  for (let at = 0; at < original.length; ) {
    BROKEN_WORD.lastIndex = at;
    const broken = BROKEN_WORD.exec(original);
    if (broken) {
      at += broken[0].length;
      continue;
    }
    const character = String.fromCodePoint(original.codePointAt(at) as number);
    const end = at + character.length;
    for (const plain of plainly(character)) {
      if (plain === " " && text.endsWith(" ")) to[to.length - 1] = end;
      else {
        text += plain;
        for (let unit = 0; unit < plain.length; unit++) {
          from.push(at);
          to.push(end);
        }
      }
    }
    at = end;
  }
  return { text, from, to };
}

function plainly(character: string): string[] {
  if (character >= "!" && character <= "~") return [character.toLowerCase()];
  const plain = character.normalize("NFKD").replace(MARKS, "").toLowerCase();
  return [...plain].map((each) => (BLANK.test(each) ? " " : each));
}

/** Where a text stands in another, as positions of the original: first character, and the one after the last. */
export function occurrences(within: Folded, sought: string): [number, number][] {
  const needle = fold(sought).text.trim();
  const found: [number, number][] = [];
  if (needle === "") return found;
  for (let at = within.text.indexOf(needle); at >= 0; at = within.text.indexOf(needle, at + needle.length)) {
    found.push([within.from[at] as number, within.to[at + needle.length - 1] as number]);
  }
  return found;
}

/** Which of the hits told page by page the `index`-th one is: its page, and its place among the page's. */
export function placeOf(pages: readonly (readonly [number, number])[], index: number): { page: number; within: number } | null {
  let left = index;
  for (const [page, count] of pages) {
    if (left < count) return { page, within: left };
    left -= count;
  }
  return null;
}

/** The first hit on `page` or after it; the first of all where there is none. */
export function firstFrom(pages: readonly (readonly [number, number])[], page: number): number {
  let before = 0;
  for (const [number, count] of pages) {
    if (number >= page) return before;
    before += count;
  }
  return 0;
}

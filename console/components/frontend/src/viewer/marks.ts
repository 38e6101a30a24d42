/** Marking what was found, where it stands on the screen, without changing the nodes that show it. */

import { fold, occurrences } from "./finding";

const ALL = "oficialia-hits";
const CURRENT = "oficialia-hit";

/** Every place in these elements where a text stands. `joined`: their text nodes are one running text. */
export function rangesOf(roots: Iterable<Element>, sought: string, joined: boolean): Range[] {
  const found: Range[] = [];
  for (const root of roots) {
    const nodes = textNodes(root);
    if (joined) found.push(...within(nodes, sought));
    else for (const node of nodes) found.push(...within([node], sought));
  }
  return found;
}

function textNodes(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (!node.parentElement?.matches("script, style, title")) nodes.push(node);
  }
  return nodes;
}

function within(nodes: readonly Text[], sought: string): Range[] {
  const starts: number[] = [];
  let text = "";
  for (const node of nodes) {
    starts.push(text.length);
    text += node.data;
  }
  return occurrences(fold(text), sought).map(([from, to]) => {
    const range = (nodes[0] as Text).ownerDocument.createRange();
    range.setStart(...placed(nodes, starts, from));
    const [last, offset] = placed(nodes, starts, to - 1);
    range.setEnd(last, offset + 1);
    return range;
  });
}

function placed(nodes: readonly Text[], starts: readonly number[], at: number): [Text, number] {
  let [low, high] = [0, nodes.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return [nodes[low] as Text, at - (starts[low] as number)];
}

/** What the names of marks within a frame begin with. */
export const HIT = "hallazgo-";

/** The markup of a converted document with every place where a text stands marked, and how many they are.
 * It is parsed in a document of its own, in which nothing runs and nothing is fetched. */
export function markedUp(html: string, sought: string): { html: string; total: number } {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const ranges = within(textNodes(parsed.body), sought);
  ranges.map((range, index) => ({ range, index })).reverse().forEach(({ range, index }) => wrap(range, `${HIT}${index}`));
  const writer = new XMLSerializer();
  return { html: [...parsed.body.childNodes].map((node) => writer.serializeToString(node)).join(""), total: ranges.length };
}

/** From the end to the beginning, so that what is still to be wrapped stays where it was. */
function wrap(range: Range, id: string): void {
  const all = textNodes(range.commonAncestorContainer.nodeType === Node.TEXT_NODE ? (range.startContainer.parentElement as Element) : (range.commonAncestorContainer as Element));
  const nodes = all.slice(all.indexOf(range.startContainer as Text), all.indexOf(range.endContainer as Text) + 1);
  const [startNode, startOffset, endNode, endOffset] = [range.startContainer, range.startOffset, range.endContainer, range.endOffset];
  for (const node of nodes.reverse()) {
    const part = node.ownerDocument.createRange();
    part.setStart(node, node === startNode ? startOffset : 0);
    part.setEnd(node, node === endNode ? endOffset : node.length);
    if (part.collapsed) continue;
    const marked = node.ownerDocument.createElement("mark");
    if (node === startNode) marked.id = id;
    part.surroundContents(marked);
  }
}

/** Show these places as found, and one of them as the one that is being looked at. */
export function mark(ranges: readonly Range[], current: Range | null): void {
  if (!("highlights" in CSS)) return; // an old browser: the hit is still brought into view
  CSS.highlights.set(ALL, new Highlight(...ranges.filter((range) => range !== current)));
  const one = new Highlight(...(current ? [current] : []));
  one.priority = 1;
  CSS.highlights.set(CURRENT, one);
}

export function unmark(): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(CURRENT);
}

/** Scroll so that a place stands in the middle, unless it is in view already. */
export function bringIntoView(range: Range, scroller: Element): void {
  const hit = range.getBoundingClientRect();
  const window = scroller.getBoundingClientRect();
  const margin = 24;
  const down = hit.top < window.top + margin || hit.bottom > window.bottom - margin;
  const across = hit.left < window.left || hit.right > window.right;
  scroller.scrollBy({
    top: down ? hit.top - window.top - window.height / 2 : 0,
    left: across ? hit.left - window.left - window.width / 2 : 0,
  });
}

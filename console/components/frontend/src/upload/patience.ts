/** When a file that a cut line stopped is sent again by itself. */

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const MOST_TRIES = 10;

/** What a new try can mend: the line, a proxy or the server on their way up again, or too many at once. */
const PASSING = new Set(["network", "http_502", "http_503", "http_504", "http_429", "too_many_uploads", "upload_interrupted", "readers_are_busy"]);

export function passes(code: string): boolean {
  return PASSING.has(code);
}

/** Milliseconds until the next try, growing, and spread so that many browsers do not return together.
 *
 * `tries` failed in a row so far, 1 or more; null: the person decides. `chance` lies in [0, 1). */
export function waitAfter(tries: number, chance: number): number | null {
  if (tries > MOST_TRIES) return null;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.75 + chance / 2);
}

/** What the queue needs of the world; tests bring their own. */
export interface Surroundings {
  /** Milliseconds that only grow. */
  now(): number;
  /** False where the browser knows that there is no network. */
  online(): boolean;
  /** Do something later; gives back how to call it off. */
  after(milliseconds: number, act: () => void): () => void;
  /** In [0, 1). */
  chance(): number;
}

export const BROWSER: Surroundings = {
  now: () => performance.now(),
  online: () => navigator.onLine,
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
  chance: () => Math.random(),
};

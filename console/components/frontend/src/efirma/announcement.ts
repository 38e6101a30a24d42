/** Telling Streamlit that a signature is registered, until it draws the page anew.
 *
 * What a component says while Streamlit's own line is down is lost without a word. */

import type { Mounted } from "../streamlit";

const FIRST_WAIT_MS = 3_000;
const LOOK_EVERY_MS = 250;
const STATE = "data-test-connection-state";

export class Announcement {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;

  constructor(
    private readonly mounted: () => Mounted<unknown> | null,
    private readonly name: string,
  ) {
    this.say(FIRST_WAIT_MS);
  }

  /** A new run drew the page, or nobody is left to tell. */
  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private say(wait: number): void {
    if (this.ended) return;
    const heard = connected();
    if (heard) this.mounted()?.setTriggerValue(this.name, crypto.getRandomValues(new Uint32Array(2)).join("-"));
    this.timer = setTimeout(() => this.say(heard ? wait * 2 : wait), heard ? wait : LOOK_EVERY_MS);
  }
}

/** Whether Streamlit's line stands; where it does not say, take it so. */
function connected(): boolean {
  const state = document.querySelector('[data-testid="stApp"]')?.getAttribute(STATE);
  return state === null || state === undefined || state === "CONNECTED";
}

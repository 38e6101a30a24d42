/** Doing something again until the line lets it through: after growing waits, and at once when it comes back. */

export interface Ports {
  /** Run a task later; returns what forgets it. */
  later(task: () => void, milliseconds: number): () => void;
  /** Run a task whenever the browser is on line again; returns what ends that. */
  online(task: () => void): () => void;
}

export const BROWSER: Ports = {
  later: (task, milliseconds) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
  online: (task) => {
    window.addEventListener("online", task);
    return () => window.removeEventListener("online", task);
  },
};

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

export class Persistence {
  private wait = FIRST_WAIT_MS;
  private running: Promise<void> | null = null;
  private forget: () => void = () => undefined;
  private readonly deaf: () => void;
  private ended = false;

  /** `attempt` tells whether anybody answered, with yes or with no: then it is not asked again. */
  constructor(
    private readonly attempt: () => Promise<boolean>,
    private readonly ports: Ports = BROWSER,
  ) {
    this.deaf = ports.online(() => void this.now());
  }

  /** Try now; resolves when this attempt has ended, however it did. One attempt at a time. */
  now(): Promise<void> {
    if (this.ended) return Promise.resolve();
    this.forget();
    this.running ??= this.once().finally(() => (this.running = null));
    return this.running;
  }

  /** Try no more. */
  end(): void {
    this.ended = true;
    this.forget();
    this.deaf();
  }

  private async once(): Promise<void> {
    if (await this.attempt()) return this.end();
    if (this.ended) return;
    this.forget = this.ports.later(() => void this.now(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }
}

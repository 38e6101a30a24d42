/** Asking the server about a certificate while the person goes on: nobody waits for the answer. */

import type { Failure } from "../api";
import { Persistence, type Ports } from "./persistence";
import { failureOf, unreachable, type Consulted } from "./server";

export type Opinion =
  | { readonly kind: "asking" | "unreachable" }
  | { readonly kind: "clear"; readonly consulted: Consulted }
  | { readonly kind: "refused"; readonly failure: Failure };

export class Consultation {
  opinion: Opinion = { kind: "asking" };
  private readonly stopped = new AbortController();
  /** Resolves when the first question has been answered, or nobody answered. */
  readonly answered: Promise<void>;
  private readonly persistence: Persistence;

  /** Ask now, and again while nobody answers; `told` is called at each change. */
  constructor(
    private readonly ask: (signal: AbortSignal) => Promise<Consulted>,
    private readonly told: () => void,
    ports?: Ports,
  ) {
    this.persistence = new Persistence(() => this.attempt(), ports);
    this.answered = this.persistence.now();
  }

  /** Ask no more, and tell nothing more. */
  end(): void {
    this.stopped.abort();
    this.persistence.end();
  }

  private async attempt(): Promise<boolean> {
    try {
      this.become({ kind: "clear", consulted: await this.ask(this.stopped.signal) });
    } catch (error) {
      const failure = failureOf(error);
      this.become(unreachable(failure) ? { kind: "unreachable" } : { kind: "refused", failure });
    }
    return this.opinion.kind !== "unreachable";
  }

  private become(opinion: Opinion): void {
    if (this.stopped.signal.aborted) return;
    this.opinion = opinion;
    this.told();
  }
}

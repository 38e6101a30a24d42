/** A signature that is made, on its way to the Oficialía. It outlives the card that made it: Streamlit may draw
 * another one when the line comes back. */

import type { Failure } from "../api";
import { Persistence, type Ports } from "./persistence";
import { failureOf, unreachable, type Account } from "./server";

export type Standing =
  | { readonly kind: "sending" | "registered" }
  /** Nobody answered, or the session ended: `failure` says which. */
  | { readonly kind: "waiting" | "refused"; readonly failure: Failure };

/** Refusals that end when the person signs in again: the signature is still good. */
const PASSING: ReadonlySet<string> = new Set(["session_ended", "form_expired"]);

export interface Journey {
  /** Hand the signature in. Throws what `server.register` throws. */
  register(account: Account): Promise<void>;
  /** Whether the server would find that it took too long. */
  late(): boolean;
  /** What is said then. */
  readonly tooLate: Failure;
}

/** A card that draws it, and knows the page's token of now: a new session has another. */
export interface Follower {
  readonly account: Account;
  registrationChanged(registration: Registration): void;
}

export class Registration {
  standing: Standing = { kind: "sending" };
  private follower: Follower | null = null;
  private readonly persistence: Persistence;

  constructor(
    readonly holder: string,
    /** When it was signed, in milliseconds since 1970. */
    readonly signedAt: number,
    private readonly journey: Journey,
    ports?: Ports,
  ) {
    this.persistence = new Persistence(() => this.attempt(), ports);
  }

  /** From now on this card draws it. */
  follow(follower: Follower): void {
    this.follower = follower;
  }

  /** Try now; resolves when this attempt has ended. */
  now(): Promise<void> {
    return this.persistence.now();
  }

  get ended(): boolean {
    return this.standing.kind === "registered" || this.standing.kind === "refused";
  }

  private async attempt(): Promise<boolean> {
    try {
      if (!this.follower) throw new Error("nobody follows");
      if (this.standing.kind === "waiting") this.become({ kind: "sending" });
      await this.journey.register(this.follower.account);
      this.become({ kind: "registered" });
    } catch (error) {
      const failure = failureOf(error);
      if (!unreachable(failure) && !PASSING.has(failure.code)) this.become({ kind: "refused", failure });
      else if (this.journey.late()) this.become({ kind: "refused", failure: this.journey.tooLate });
      else this.become({ kind: "waiting", failure });
    }
    return this.ended;
  }

  private become(standing: Standing): void {
    this.standing = standing;
    this.follower?.registrationChanged(this);
  }
}

const onTheirWay = new Map<string, Registration>();

/** The registration of a promoción that has not ended. */
export function pending(promocionId: string): Registration | undefined {
  const found = onTheirWay.get(promocionId);
  return found?.ended ? undefined : found;
}

/** Keep it until it ends, and ask before the page that holds it is closed. */
export function keep(promocionId: string, registration: Registration): void {
  onTheirWay.set(promocionId, registration);
  window.addEventListener("beforeunload", askBeforeLeaving);
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if ([...onTheirWay.values()].some(({ standing }) => standing.kind === "waiting")) event.preventDefault();
  else window.removeEventListener("beforeunload", askBeforeLeaving);
}

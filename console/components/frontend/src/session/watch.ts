/** What a page knows of its session's end, and what it does about it. No drawing and no clock of its own here. */

/** What the Oficialía says of the session, by `GET /api/sesion`. Seconds from now; `warn` before which end to warn. */
export interface Standing {
  readonly person: string;
  readonly csrf: string;
  readonly idle_seconds: number;
  readonly final_seconds: number;
  readonly warn_seconds: number;
}

/** `ended`: nobody is signed in. `silent`: nothing answered. */
export type Answer = Standing | "ended" | "silent";

/** What the person should be looking at. `at`: milliseconds since 1970, by this computer's clock. */
export type Scene =
  | { readonly kind: "calm" | "ended" | "silent" | "returning" | "back" }
  | { readonly kind: "idle" | "final"; readonly at: number };

export interface Ports {
  ask(): Promise<Answer>;
  /** Say that the person is there. */
  live(csrf: string): Promise<Answer>;
  now(): number;
  later(task: () => void, milliseconds: number): () => void;
  /** Whether Streamlit's own connection is open. */
  connected(): boolean;
  show(scene: Scene): void;
  /** The page belongs to somebody else now. */
  reload(): void;
  /** The same person is back: the page must be drawn anew for the new session. */
  returned(): void;
}

const SECOND = 1000;
const LIFE_EVERY_AT_MOST = 60 * SECOND;
const LONGEST = 300 * SECOND;
const AFTER_END = 15 * SECOND;
const AFTER_SILENCE = 5 * SECOND;
const WHILE_WARNING = 15 * SECOND;
const WHILE_RETURNING = SECOND / 2;
/** A connection that is lost for a moment is Streamlit's to mend; nobody need be told. */
const PATIENCE = 4 * SECOND;

export class Watch {
  private csrf = "";
  private lastLife = 0;
  private lifeEvery = LIFE_EVERY_AT_MOST;
  private lostAt: number | null = null;
  private away = false;
  private finalShown = false;
  private asking = false;
  private stop: () => void = () => undefined;
  private turn = 0;

  constructor(
    private readonly person: string,
    private readonly ports: Ports,
  ) {
    this.lastLife = ports.now();
  }

  /** Ask now: at the start, when the page comes to the front, when the connection changes. */
  async look(): Promise<void> {
    const turn = ++this.turn;
    const answer = await this.ports.ask();
    if (turn === this.turn) this.judge(answer);
  }

  /** The person typed or clicked. */
  act(): void {
    // a question on the screen is answered with its button: a Tab towards it must not take it away
    if (this.away || this.asking || this.csrf === "" || this.ports.now() - this.lastLife < this.lifeEvery) return;
    void this.stay();
  }

  /** The person wants to go on. */
  async stay(): Promise<void> {
    this.lastLife = this.ports.now();
    const turn = ++this.turn;
    const answer = await this.ports.live(this.csrf);
    if (turn === this.turn) this.judge(answer);
  }

  close(): void {
    this.turn++;
    this.stop();
  }

  private judge(answer: Answer): void {
    if (answer === "ended") {
      this.away = true;
      this.set({ kind: "ended" }, AFTER_END);
    } else if (answer === "silent") this.wait();
    else if (answer.person !== this.person) this.ports.reload();
    else this.welcome(answer);
  }

  private wait(): void {
    this.lostAt ??= this.ports.now();
    if (this.away) this.set({ kind: "ended" }, AFTER_END);
    else if (this.ports.now() - this.lostAt < PATIENCE) this.again(PATIENCE);
    else this.set({ kind: "silent" }, AFTER_SILENCE);
  }

  private welcome(standing: Standing): void {
    const renewed = this.csrf !== "" && this.csrf !== standing.csrf;
    this.csrf = standing.csrf;
    this.lifeEvery = Math.min(LIFE_EVERY_AT_MOST, standing.warn_seconds * SECOND);
    this.away ||= renewed;
    if (!this.ports.connected()) return this.comeBack();
    this.lostAt = null;
    if (this.away) {
      this.away = this.finalShown = false;
      this.ports.returned();
      this.set({ kind: "back" }, WHILE_WARNING);
    } else this.measure(standing);
  }

  private comeBack(): void {
    this.lostAt ??= this.ports.now();
    const long = this.away || this.ports.now() - this.lostAt >= PATIENCE;
    if (long) this.ports.show({ kind: "returning" });
    this.again(WHILE_RETURNING);
  }

  private measure({ idle_seconds, final_seconds, warn_seconds }: Standing): void {
    const now = this.ports.now();
    const left = Math.min(idle_seconds, final_seconds);
    if (final_seconds <= warn_seconds && !this.finalShown) {
      this.finalShown = true;
      this.set({ kind: "final", at: now + final_seconds * SECOND }, final_seconds * SECOND + SECOND);
    } else if (idle_seconds <= warn_seconds && idle_seconds < final_seconds) {
      const next = Math.min(WHILE_WARNING, idle_seconds * SECOND + SECOND);
      this.set({ kind: "idle", at: now + idle_seconds * SECOND }, next);
    } else if (final_seconds <= warn_seconds) this.again(left * SECOND + SECOND);
    else this.set({ kind: "calm" }, Math.min(LONGEST, (left - warn_seconds) * SECOND + SECOND));
  }

  private set(scene: Scene, next: number): void {
    this.asking = scene.kind === "idle";
    this.ports.show(scene);
    this.again(next);
  }

  private again(milliseconds: number): void {
    this.stop();
    this.stop = this.ports.later(() => void this.look(), milliseconds);
  }
}

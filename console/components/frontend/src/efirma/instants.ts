/** Instants as the Oficialía writes them, and its clock as a page counts it on without asking. */

/** «22/11/2026 13:58:07 (UTC−6)» of an instant in milliseconds since 1970. */
export function instantText(at: number, zone: string): string {
  const parts = partsOf(at, zone, { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "longOffset" });
  const { day, month, year, hour, minute, second } = parts;
  return `${day}/${month}/${year} ${hour}:${minute}:${second} (${offsetText(parts["timeZoneName"] ?? "")})`;
}

/** «13:58:07». */
export function timeText(at: number, zone: string): string {
  const { hour, minute, second } = partsOf(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return `${hour}:${minute}:${second}`;
}

function partsOf(at: number, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const parts = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone, hourCycle: "h23" }).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** «GMT-06:00» → «UTC−6». */
function offsetText(offset: string): string {
  const [, sign = "+", hours = "0", minutes = "00"] = /^GMT([+-])(\d+):(\d+)/.exec(offset) ?? [];
  return `UTC${sign === "-" ? "−" : "+"}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`}`;
}

/** The server's clock: what it said last, and the time that went by since on a clock that nobody can set.
 *
 * It is never ahead of the server's; it is behind by what the answer took to come. */
export class OfficeClock {
  private said = Number.NaN;
  private heard = 0;

  constructor(private readonly elapsed: () => number = () => performance.now()) {}

  /** Take what the server said, in milliseconds since 1970. Said again, the same instant tells nothing new. */
  hear(at: number): void {
    if (at === this.said) return;
    this.said = at;
    this.heard = this.elapsed();
  }

  /** Now, in milliseconds since 1970. */
  now(): number {
    return this.said + (this.elapsed() - this.heard);
  }
}

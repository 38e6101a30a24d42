/** Which rows are marked: by promoción, never by place, so that a refresh moves nothing. */

export class Marking {
  private scope = "";
  private readonly ids = new Set<string>();

  /** Gives back whether what was marked was forgotten: another list, or another page of it. */
  enter(scope: string): boolean {
    if (scope === this.scope) return false;
    this.scope = scope;
    const had = this.ids.size > 0;
    this.ids.clear();
    return had;
  }

  set(id: string, marked: boolean): void {
    if (marked) this.ids.add(id);
    else this.ids.delete(id);
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** What stands on the page, all or none of it. */
  setAll(ids: readonly string[], marked: boolean): void {
    for (const id of ids) this.set(id, marked);
  }

  /** Of what stands on the page, how much is marked. */
  among(ids: readonly string[]): "none" | "some" | "all" {
    const marked = ids.filter((id) => this.ids.has(id)).length;
    if (marked === 0) return "none";
    return marked === ids.length ? "all" : "some";
  }

  get value(): { scope: string; ids: string[] } {
    return { scope: this.scope, ids: [...this.ids] };
  }
}

/** How long ago something was, in words: «hace 12 s», «hace 3 min». */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60 ? `hace ${seconds} s` : `hace ${Math.floor(seconds / 60)} min`;
}

/** What the filer does with stored documents and folders, asked of the Oficialía's routes. */

import { ask } from "../api";
import type { Classification } from "./documents";
import type { Address } from "./transport";

type Id = string | number;

/** Every act throws `Refused` where the Oficialía says no. */
export class Acts {
  constructor(private readonly address: () => Address) {}

  remove(id: Id): Promise<unknown> {
    return this.document(id, "DELETE");
  }

  /** Give a document another path: its name, its folder or both. */
  rename(id: Id, name: string): Promise<unknown> {
    return this.document(id, "PATCH", { name: name.toWellFormed() });
  }

  classify(id: Id, classification: Classification, summary: string): Promise<unknown> {
    return this.document(id, "PATCH", { classification, summary: summary.toWellFormed() });
  }

  /** Change places with the version that this document replaced. */
  bringBack(id: Id): Promise<unknown> {
    return ask(`/api/documentos/${encodeURIComponent(id)}/anterior`, { method: "POST", csrf: this.address().csrf });
  }

  order(ids: readonly Id[]): Promise<unknown> {
    return this.filing("POST", "orden", { ids });
  }

  makeFolder(path: string): Promise<unknown> {
    return this.filing("POST", "carpetas", { path: path.toWellFormed() });
  }

  moveFolder(path: string, to: string): Promise<unknown> {
    return this.filing("PATCH", "carpetas", { path, to: to.toWellFormed() });
  }

  removeFolder(path: string): Promise<unknown> {
    return this.filing("DELETE", "carpetas", { path });
  }

  private document(id: Id, method: "PATCH" | "DELETE", json?: unknown): Promise<unknown> {
    return ask(`/api/documentos/${encodeURIComponent(id)}`, { method, csrf: this.address().csrf, json });
  }

  private filing(method: "POST" | "PATCH" | "DELETE", what: string, json: unknown): Promise<unknown> {
    const { promocionId, csrf } = this.address();
    return ask(`/api/promociones/${encodeURIComponent(promocionId)}/${what}`, { method, csrf, json });
  }
}

/** Telling the server which pages stood before the reader. */

import { ask, Refused } from "../api";
import type { Send } from "./reading";

/** Refusals after which the same report would be refused again. */
const FINAL = new Set(["not_allowed", "not_found", "session_ended", "form_expired", "request_not_understood"]);

/** Gives back how to send a report; `csrf` empty: nobody keeps what this reader sees. */
export function reporting(csrf: () => string): Send {
  return async (id, pages, leaving) => {
    const token = csrf();
    if (token === "") return;
    const address = `/api/documentos/${encodeURIComponent(id)}/paginas-vistas`;
    if (leaving) {
      const headers = { "Content-Type": "application/json", "X-Oficialia-CSRF": token };
      await fetch(address, { method: "POST", headers, body: JSON.stringify({ pages }), credentials: "same-origin", keepalive: true });
      return;
    }
    try {
      await ask(address, { method: "POST", csrf: token, json: { pages } });
    } catch (error) {
      if (!(error instanceof Refused) || !FINAL.has(error.failure.code)) throw error;
    }
  };
}

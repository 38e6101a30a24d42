/** Asking the Oficialía's own routes, and understanding a refusal. */

import { h, icon, type Child } from "./dom";

/** A refusal in the catalogue's three sentences: what happened, what it means, what to do. */
export interface Failure {
  readonly code: string;
  readonly what: string;
  readonly means: string;
  readonly do: string;
}

/** Raised by `ask` when the answer is not a success. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
  }
}

export const NO_NETWORK: Failure = {
  code: "network",
  what: "No hay comunicación con la Oficialía.",
  means: "Lo que ya estaba guardado sigue guardado; esto último no llegó.",
  do: "Revise su conexión a internet y elija Reintentar.",
};

export const SESSION_ENDED: Failure = {
  code: "session_ended",
  what: "Su sesión terminó.",
  means: "Por seguridad, la Oficialía cierra las sesiones sin uso. Lo que ya estaba guardado sigue guardado.",
  do: "Entre de nuevo y repita lo último que hizo.",
};

/** Make sense of an answer that is no success, whatever stands in it: the body may come from a proxy. */
export function failureFrom(status: number, body: string): Failure {
  const sent = catalogued(body);
  if (sent) return sent.code === SESSION_ENDED.code ? { ...SESSION_ENDED, ...spoken(sent) } : sent;
  if (status === 413) {
    return {
      code: "too_large",
      what: "El servidor rechazó el archivo por su tamaño.",
      means: "El archivo no se guardó.",
      do: "Reduzca su tamaño o divídalo en partes y súbalo de nuevo.",
    };
  }
  return {
    code: `http_${status}`,
    what: `El servidor no pudo completar la operación (error ${status}).`,
    means: "No se guardó ningún cambio.",
    do: "Intente de nuevo en unos minutos. Si continúa, use el Reporte de fallas.",
  };
}

function catalogued(body: string): Failure | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  const error = (parsed as { error?: Record<string, unknown> } | null)?.error;
  if (!error || typeof error !== "object" || typeof error["code"] !== "string") return null;
  const text = (name: string): string => (typeof error[name] === "string" ? (error[name] as string) : "");
  return { code: error["code"], what: text("what"), means: text("means"), do: text("do") };
}

/** Only the sentences that were really sent, so that an empty one does not hide ours. */
function spoken(failure: Failure): Partial<Failure> {
  return Object.fromEntries(Object.entries(failure).filter(([, text]) => text !== ""));
}

export interface Question {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly csrf?: string;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
}

/** Ask one of the Oficialía's routes and give back its JSON (null for an empty answer).
 *
 * Throws `Refused`: with the catalogue's failure for a 4xx or 5xx, with NO_NETWORK when nothing answered. */
export async function ask(path: string, question: Question = {}): Promise<unknown> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (question.csrf) headers["X-Oficialia-CSRF"] = question.csrf;
  const init: RequestInit = { method: question.method ?? "GET", headers, credentials: "same-origin", redirect: "manual" };
  if (question.signal) init.signal = question.signal;
  if (question.json !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(question.json);
  }
  let status: number;
  let body: string;
  try {
    const answer = await fetch(path, init);
    if (answer.type === "opaqueredirect") throw new Refused(SESSION_ENDED); // the gate sends strangers to /entrar
    status = answer.status;
    body = await answer.text();
  } catch (error) {
    if (question.signal?.aborted || error instanceof Refused) throw error;
    throw new Refused(NO_NETWORK);
  }
  if (status < 200 || status > 299) throw new Refused(failureFrom(status, body));
  if (body === "") return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new Refused(failureFrom(status, ""));
  }
}

/** The failure in an error of any kind; an unexpected one is shown as a fault, not swallowed. */
export function failureIn(error: unknown): Failure {
  if (error instanceof Refused) return error.failure;
  console.error(error);
  return {
    code: "fault",
    what: "Ocurrió una falla en esta página.",
    means: "La operación no se completó.",
    do: "Recargue la página e intente de nuevo. Si continúa, use el Reporte de fallas.",
  };
}

/** Draw a failure: what happened in bold, then its meaning and what to do, then the ways out. */
export function failureNote(failure: Failure, ...actions: Child[]): HTMLElement {
  const ended = failure.code === SESSION_ENDED.code;
  return h(
    "div",
    { class: "note bad", role: "group", "aria-label": "Problema" },
    icon("block"),
    h(
      "div",
      { class: "note-text" },
      h("strong", {}, failure.what),
      h("p", {}, [failure.means, failure.do].filter(Boolean).join(" ")),
      h(
        "div",
        { class: "actions" },
        ended && h("a", { class: "button", href: "/entrar" }, "Entrar de nuevo"),
        ...(ended ? [] : actions),
      ),
    ),
  );
}

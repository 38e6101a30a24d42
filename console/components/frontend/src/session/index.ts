/** Watches over the session on every page: warns before its end, keeps what was typed, and comes back by itself. */

import { keepLettersInDialogs } from "../page_keys";
import { luminance, type Mounted } from "../streamlit";
import { Notice } from "./notice";
import sessionCss from "./session.css";
import { Watch, type Answer, type Standing } from "./watch";

export interface SessionData {
  /** Stands for the account: another one means that the page is somebody else's. */
  readonly person: string;
}

const ADDRESS = "/api/sesion";
const STATE = "data-test-connection-state";
const LIVELY = ["pointerdown", "keydown", "input"] as const;
const ANSWER_WITHIN_MS = 10_000;

async function request(init: RequestInit): Promise<Answer> {
  try {
    const answer = await fetch(ADDRESS, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status === 403) return "ended";
    if (!answer.ok) return "silent";
    const told = (await answer.json()) as Standing | { ended: true };
    return "ended" in told ? "ended" : told;
  } catch {
    return "silent";
  }
}

const app = (): Element | null => document.querySelector('[data-testid="stApp"]');

/** One for each page, whatever Streamlit mounts anew: it must outlive the very reruns that it watches. */
class Guardian {
  private readonly frame = document.createElement("div");
  private readonly watch: Watch;
  private mounted: Mounted<SessionData>;
  private returns = 0;

  constructor(mounted: Mounted<SessionData>) {
    this.mounted = mounted;
    const host = document.createElement("div");
    host.setAttribute("data-oficialia", "session");
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(sessionCss);
    shadow.adoptedStyleSheets = [sheet];
    this.frame.lang = "es-MX";
    shadow.append(this.frame);
    document.body.append(host);
    const notice = new Notice(this.frame, () => void this.watch.stay());
    this.watch = new Watch(mounted.data.person, {
      ask: () => request({}),
      live: (csrf) => request({ method: "POST", headers: { "X-Oficialia-CSRF": csrf } }),
      now: () => Date.now(),
      later: (task, milliseconds) => {
        const timer = setTimeout(task, milliseconds);
        return () => clearTimeout(timer);
      },
      connected: () => app()?.getAttribute(STATE) === "CONNECTED",
      show: (scene) => {
        this.frame.className = `watch ${dark() ? "dark" : "light"}`;
        notice.show(scene);
      },
      reload: () => location.reload(),
      returned: () => this.renew(),
    });
    this.listen();
    keepLettersInDialogs(); // here, since this is what every page has
    void this.watch.look();
  }

  update(mounted: Mounted<SessionData>): void {
    if (mounted.data.person !== this.mounted.data.person) location.reload();
    this.mounted = mounted;
  }

  /** Have the page drawn for the new session, whose token every request of ours carries from now on.
   *
   * Not while one of Streamlit's dialogs is open: a run would close it, and what was typed into it is lost. */
  private renew(): void {
    if (!document.querySelector('[data-testid="stDialog"]')) this.mounted.setStateValue("returned", ++this.returns);
  }

  private listen(): void {
    for (const name of LIVELY) document.addEventListener(name, () => this.watch.act(), { capture: true, passive: true });
    const look = (): void => void (document.visibilityState === "visible" && this.watch.look());
    document.addEventListener("visibilitychange", look);
    window.addEventListener("focus", look);
    window.addEventListener("online", look);
    new BroadcastChannel("oficialia-sesion").addEventListener("message", () => void this.watch.look());
    const place = app();
    if (place) new MutationObserver(() => void this.watch.look()).observe(place, { attributeFilter: [STATE] });
  }
}

/** Whether the page is drawn dark, by its own background: a person's choice may differ from the system's. */
function dark(): boolean {
  const place = app();
  const [red = 255, green = 255, blue = 255] = (place ? getComputedStyle(place).backgroundColor : "").match(/\d+/g)?.map(Number) ?? [];
  return luminance(red, green, blue) < 0.2;
}

let guardian: Guardian | undefined;

export default function mount(mounted: Mounted<SessionData>): void {
  if (guardian) guardian.update(mounted);
  else guardian = new Guardian(mounted);
}

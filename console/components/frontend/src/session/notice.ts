/** The watch's own window over the page: a modal question, or a bar at the foot that bars nothing. */

import { fill, h, icon, liveRegion } from "../dom";
import type { Scene } from "./watch";
import { wordsOf } from "./words";

const ENTRANCE = "/entrar?siguiente=/sesion-lista";
const BACK_FOR_MS = 8000;
const MODAL: ReadonlySet<Scene["kind"]> = new Set(["idle", "final", "ended"]);

const sentence = (title: string): string => (/[.…]$/.test(title) ? title : `${title}.`);

export class Notice {
  private readonly spoken = liveRegion();
  private readonly title = h("h2", { id: "title" });
  private readonly text = h("p", { id: "text" });
  private readonly actions = h("div", { class: "actions" });
  private readonly dialog: HTMLDialogElement;
  private readonly bar = h("div", { class: "bar", hidden: true });
  private shown = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: HTMLElement,
    private readonly stay: () => void,
  ) {
    this.dialog = h(
      "dialog",
      { role: "alertdialog", "aria-modal": "true", "aria-labelledby": "title", "aria-describedby": "text" },
      this.title,
      this.text,
      this.actions,
    );
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.escape();
    });
    // what is typed into the question is not typed into the page: Streamlit has shortcuts of one letter
    for (const name of ["keydown", "keyup", "keypress"]) this.dialog.addEventListener(name, (event) => event.stopPropagation());
    root.append(this.dialog, this.bar, this.spoken.element);
  }

  show(scene: Scene): void {
    const words = wordsOf(scene);
    const what = `${scene.kind} ${words?.title ?? ""}`;
    if (what === this.shown) return;
    this.shown = what;
    clearTimeout(this.timer);
    if (!words) return this.hide();
    if (MODAL.has(scene.kind)) this.ask(scene.kind, words.title, words.text);
    else this.tell(scene.kind, words.title, words.text);
  }

  private hide(): void {
    this.bar.hidden = true;
    if (this.dialog.open) this.dialog.close(); // gives the focus back to where it was
    this.spoken.say("");
  }

  private ask(kind: Scene["kind"], title: string, text: string): void {
    this.bar.hidden = true;
    this.title.textContent = title;
    this.text.textContent = text;
    fill(this.actions, ...this.waysOut(kind));
    if (!this.dialog.open) this.dialog.showModal();
    this.actions.querySelector<HTMLElement>(".primary")?.focus();
  }

  private waysOut(kind: Scene["kind"]): HTMLElement[] {
    if (kind === "idle") return [h("button", { type: "button", class: "primary", onclick: () => this.stay() }, "Seguir trabajando")];
    const enter = this.entrance(kind === "final" ? "Volver a entrar" : "Entrar de nuevo", "button primary");
    const leave = h("button", { type: "button", onclick: () => this.escape() }, kind === "final" ? "Después" : "Ver la página");
    return [enter, leave];
  }

  private entrance(label: string, look: string): HTMLElement {
    const link = h("a", { href: ENTRANCE, target: "_blank", rel: "noopener", class: look }, label);
    link.append(h("span", { class: "spoken" }, " (se abre en otra pestaña)"));
    return link;
  }

  /** Escape, or looking at the page: to stay, where that is the question; else the bar goes on saying it. */
  private escape(): void {
    if (this.shown.startsWith("idle")) return this.stay();
    this.dialog.close();
    if (this.shown.startsWith("ended")) this.draw("ended", "Su sesión terminó", "Lo que escribió sigue en esta página.");
  }

  private tell(kind: Scene["kind"], title: string, text: string): void {
    if (this.dialog.open) this.dialog.close();
    this.draw(kind, title, text);
    if (kind === "back") this.timer = setTimeout(() => this.hide(), BACK_FOR_MS);
  }

  private draw(kind: Scene["kind"], title: string, text: string): void {
    const good = kind === "back";
    this.bar.className = `bar ${kind}`;
    fill(
      this.bar,
      icon(good ? "check" : kind === "returning" ? "retry" : "alert"),
      h("span", {}, h("strong", {}, sentence(title)), " ", text),
      kind === "ended" && this.entrance("Entrar de nuevo", "button"),
    );
    this.bar.hidden = false;
    this.spoken.say(`${sentence(title)} ${text}`);
  }
}

/** What the filer can do with a stored document or a folder: offered, asked about, done. */

import { Menu, type Entry } from "./menu";
import { fileName, folderOf, folderPaths, folderShifted, joined, shifted, within, type Classification, type StoredDocument } from "./documents";
import { NameEditor } from "./name_editor";
import { originalPath } from "./original";
import { Question } from "./question";
import { aboutClass, aboutDeleting, aboutDeletingFolder, aboutFolderName, aboutMoving, aboutNewFolder, type Classed } from "./questions";
import { oneDocument, wholeList, without, type Shelf } from "./shelf";

export interface DoingEvents {
  redraw(): void;
  addTo(folder: string): void;
  /** Something was refused outside a question; null takes the last trouble away. */
  trouble(error: unknown): void;
  /** A question was closed: the focus must go somewhere. */
  closed(): void;
}

export class Doings {
  readonly menu = new Menu();
  readonly question = new Question();
  private editor: NameEditor | null = null;

  constructor(
    private readonly shelf: Shelf,
    private readonly events: DoingEvents,
  ) {
    this.question.element.addEventListener("close", () => events.closed());
  }

  editorOf(document: StoredDocument): HTMLElement | null {
    return this.editor?.id === document.id ? this.editor.element : null;
  }

  openDocument(button: HTMLElement, document: StoredDocument, { disabled, movable }: { disabled: boolean; movable: boolean }): void {
    const download: Entry = { label: "Descargar", icon: "download", href: originalPath(document.id), download: fileName(document.name) };
    const changes: Entry[] = [
      { label: "Cambiar nombre", icon: "edit", act: () => this.edit(document) },
      { label: "Mover a una carpeta…", icon: "folder", act: () => this.moveTo(document) },
      { label: "Clasificación…", icon: "lock", act: () => this.classify(document) },
      ...(movable ? this.moves((by) => shifted(this.documents, document.id, by), (by) => this.move(document, by)) : []),
      ...(document.replaced ? [{ label: "Recuperar la versión anterior", icon: "history" as const, act: () => void this.bringBack(document) }] : []),
    ];
    const remove: Entry = { label: "Eliminar…", icon: "trash", danger: true, act: () => this.remove(document) };
    this.menu.open(button, `Acciones de «${document.name}»`, disabled ? [download] : [download, ...changes, remove]);
  }

  openFolder(button: HTMLElement, folder: string): void {
    const inside = within(this.documents, folder);
    const isEmpty = inside.length === 0 && !this.folders.some((each) => each.startsWith(`${folder}/`));
    this.menu.open(button, `Acciones de la carpeta «${folder}»`, [
      { label: "Agregar archivos aquí", icon: "plus", act: () => this.events.addTo(folder) },
      { label: "Nueva carpeta aquí…", icon: "folder", act: () => this.newFolder(folder) },
      { label: "Cambiar nombre…", icon: "edit", act: () => this.renameFolder(folder) },
      { label: "Mover la carpeta…", icon: "folder", act: () => this.moveFolderTo(folder) },
      ...(inside.length > 0 ? [{ label: "Clasificar sus documentos…", icon: "lock" as const, act: () => this.classifyAll(folder, inside) }] : []),
      ...this.moves((by) => folderShifted(this.documents, folder, by), (by) => this.shiftFolder(folder, by)),
      ...(isEmpty ? [{ label: "Eliminar…", icon: "trash" as const, danger: true, act: () => this.removeFolder(folder) }] : []),
    ]);
  }

  /** «Subir» and «Bajar», where there is something to pass. */
  private moves(passes: (by: 1 | -1) => unknown, move: (by: 1 | -1) => Promise<void>): Entry[] {
    const up: Entry = { label: "Subir", icon: "up", keys: "Alt+↑", act: () => void move(-1) };
    const down: Entry = { label: "Bajar", icon: "down", keys: "Alt+↓", act: () => void move(1) };
    return [...(passes(-1) ? [up] : []), ...(passes(1) ? [down] : [])];
  }

  async move(document: StoredDocument, by: 1 | -1): Promise<void> {
    const order = shifted(this.documents, document.id, by);
    if (!order) return;
    const place = order.findIndex(({ id }) => id === document.id) + 1;
    await this.order(order, `«${fileName(document.name)}» quedó en el lugar ${place} de ${order.length}.`);
  }

  async shiftFolder(folder: string, by: 1 | -1): Promise<void> {
    const order = folderShifted(this.documents, folder, by);
    if (order) await this.order(order, `La carpeta «${folder}» ${by < 0 ? "subió" : "bajó"}.`);
  }

  order(order: readonly StoredDocument[], told: string): Promise<void> {
    return this.plainly(() => this.shelf.order(order, told));
  }

  /** File them in this order; where another window changed the list meanwhile, it stays as it is. */
  orderQuietly(order: readonly StoredDocument[]): Promise<boolean> {
    return this.shelf.order(order, "").then(
      () => true,
      () => false,
    );
  }

  bringBack(document: StoredDocument): Promise<void> {
    const { acts } = this.shelf;
    const told = `Se recuperó la versión anterior de «${document.name}».`;
    return this.plainly(() => this.shelf.act(() => acts.bringBack(document.id), oneDocument(document.id), told));
  }

  classify(document: StoredDocument): void {
    const now = { classification: (document.classification || "publica") as Classification, summary: document.summary ?? "" };
    const act = (classed: Classed): Promise<void> => this.classOne(document, classed);
    this.question.open(aboutClass(`«${fileName(document.name)}»`, now, act));
  }

  newFolder(parent: string): void {
    const ask = aboutNewFolder(this.folders, parent, (path) => {
      const add = (): Promise<unknown> => this.shelf.acts.makeFolder(path);
      return this.shelf.act(add, wholeList, `Se creó la carpeta «${path}».`);
    });
    this.question.open(ask);
  }

  private get documents(): readonly StoredDocument[] {
    return this.shelf.contents.documents;
  }

  private get folders(): readonly string[] {
    return folderPaths(this.documents, this.shelf.contents.folders);
  }

  private edit(document: StoredDocument): void {
    const close = (): void => {
      this.editor = null;
      this.events.redraw();
      this.events.closed();
    };
    const rename = (name: string): Promise<void> => this.rename(document, joined(folderOf(document.name), name));
    this.editor = new NameEditor(document.id, fileName(document.name), rename, close);
    this.events.redraw();
    this.editor.begin();
  }

  private rename(document: StoredDocument, name: string): Promise<void> {
    const told = `«${document.name}» se llama ahora «${name}».`;
    return this.shelf.act(() => this.shelf.acts.rename(document.id, name), oneDocument(document.id), told);
  }

  private moveTo(document: StoredDocument): void {
    const name = fileName(document.name);
    const ask = aboutMoving(name, folderOf(document.name), this.folders, (folder) => this.rename(document, joined(folder, name)));
    this.question.open(ask);
  }

  private async classOne(document: StoredDocument, { classification, summary }: Classed): Promise<void> {
    const asking = (): Promise<unknown> => this.shelf.acts.classify(document.id, classification, summary);
    const told = `«${document.name}» quedó como documento ${WORDS[classification]}.`;
    await this.shelf.act(asking, oneDocument(document.id), told);
  }

  private classifyAll(folder: string, documents: readonly StoredDocument[]): void {
    const act = async (classed: Classed): Promise<void> => {
      for (const document of documents) await this.classOne(document, classed);
    };
    this.question.open(aboutClass(`los documentos de «${folder}» (${documents.length})`, { classification: "publica", summary: "" }, act));
  }

  private remove(document: StoredDocument): void {
    const asking = (): Promise<unknown> => this.shelf.acts.remove(document.id);
    const act = (): Promise<void> => this.shelf.act(asking, without(document.id), `«${document.name}» se eliminó.`);
    this.question.open(aboutDeleting(document, act));
  }

  private renameFolder(folder: string): void {
    this.question.open(aboutFolderName(folder, (to) => this.moveFolder(folder, to)));
  }

  private moveFolderTo(folder: string): void {
    const elsewhere = this.folders.filter((each) => each !== folder && !each.startsWith(`${folder}/`));
    const name = fileName(folder);
    this.question.open(aboutMoving(name, folderOf(folder), elsewhere, (parent) => this.moveFolder(folder, joined(parent, name))));
  }

  private moveFolder(folder: string, to: string): Promise<void> {
    const asking = (): Promise<unknown> => this.shelf.acts.moveFolder(folder, to);
    return this.shelf.act(asking, wholeList, `La carpeta «${folder}» es ahora «${to}».`);
  }

  private removeFolder(folder: string): void {
    const asking = (): Promise<unknown> => this.shelf.acts.removeFolder(folder);
    const act = (): Promise<void> => this.shelf.act(asking, wholeList, `La carpeta «${folder}» se eliminó.`);
    this.question.open(aboutDeletingFolder(folder, act));
  }

  private async plainly(doing: () => Promise<void>): Promise<void> {
    this.events.trouble(null);
    try {
      await doing();
    } catch (error) {
      this.events.trouble(error);
    }
  }
}

const WORDS: Record<Classification, string> = { publica: "público", confidencial: "confidencial", reservada: "reservado" };

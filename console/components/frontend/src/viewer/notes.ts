/** Notes over what is not the document itself, but what was made of it. */

import { h, icon, type Child } from "../dom";

const CONVERTED = "Vista convertida; el original es el que cuenta.";
export const CUT = "La vista muestra sólo el principio; descargue el original para verlo completo.";

export function convertedNote(...more: Child[]): HTMLElement {
  return h("p", { class: "converted" }, icon("info"), h("span", {}, CONVERTED, ...more));
}

export function plainNote(...words: Child[]): HTMLElement {
  return h("p", { class: "converted" }, icon("info"), h("span", {}, ...words));
}

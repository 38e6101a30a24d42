/** What the watch says; at the same width as everything else on paper, in words that do not blame. */

import type { Scene } from "./watch";

export interface Words {
  readonly title: string;
  readonly text: string;
}

const hour = new Intl.DateTimeFormat("es-MX", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Words of a scene; null where nothing need be said. */
export function wordsOf(scene: Scene): Words | null {
  switch (scene.kind) {
    case "idle":
      return {
        title: `Su sesión terminará a las ${hour.format(scene.at)} por inactividad`,
        text: "Si sigue aquí, elija «Seguir trabajando». Lo que escribió sigue en esta página.",
      };
    case "final":
      return {
        title: `Su sesión terminará a las ${hour.format(scene.at)}`,
        text:
          "Por seguridad, una sesión no dura más, aunque se esté usando. Entre de nuevo en otra pestaña y vuelva a esta: " +
          "lo que escribió seguirá aquí.",
      };
    case "ended":
      return {
        title: "Su sesión terminó",
        text:
          "Lo que escribió sigue en esta página, pero no se guardará hasta que entre de nuevo. Hágalo en otra pestaña y " +
          "vuelva a esta: podrá continuar donde se quedó.",
      };
    case "silent":
      return {
        title: "No hay comunicación con la Oficialía",
        text: "Se vuelve a intentar sin que usted haga nada. Lo que escribió sigue en esta página; no la cierre.",
      };
    case "returning":
      return { title: "Restableciendo la comunicación…", text: "Lo que escribió sigue en esta página." };
    case "back":
      return { title: "Su sesión está abierta de nuevo", text: "Puede continuar donde se quedó." };
    case "calm":
      return null;
  }
}

// Beside each text marked so a button that copies it. Without this script it can be selected with one click.
"use strict";

for (const shown of document.querySelectorAll("[data-copiar]")) {
  if (!navigator.clipboard) continue; // an address without TLS
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mostrar";
  button.textContent = "Copiar";
  button.setAttribute("aria-label", "Copiar el folio");
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "ayuda";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(shown.textContent.trim());
      told.textContent = "Copiado.";
    } catch {
      told.textContent = "Su navegador no lo permitió: selecciónelo y cópielo.";
    }
  });
  shown.after(button, told);
}

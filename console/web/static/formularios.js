// Beside each password a button that shows what was typed. Without this script the forms work as they are.
"use strict";

for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mostrar";
  button.textContent = "Mostrar";
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", field.id);
  const named = field.labels && field.labels.length ? field.labels[0].textContent : "la contraseña";
  button.setAttribute("aria-label", `Mostrar ${named}`);
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Ocultar" : "Mostrar";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  });
  const row = document.createElement("div");
  row.className = "secreta";
  field.replaceWith(row);
  row.append(field, button);
  if (field.autofocus) field.focus();
  // hidden again before it is sent: a browser must not keep it as ordinary text
  if (field.form) field.form.addEventListener("submit", () => { field.type = "password"; });
}

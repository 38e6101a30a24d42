/** Keys that buttons of the page have, and a dialog that lies over them. */

import { isPlain } from "./desk/type_ahead";

const DIALOG = "[data-testid='stDialog']";

/** Leave a page's one-letter keys without effect while a dialog of Streamlit's is open.
 *
 * Streamlit hears them on the document, wherever the focus is outside a text field: a letter on a check box of
 * *Asignar* took the next promoción behind it. Chords go on, since a dialog's own button has one; what stands
 * inside the dialog has heard the key before it comes here. */
export function keepLettersInDialogs(): void {
  document.body.addEventListener("keydown", (event) => {
    if (event.key.length === 1 && isPlain(event) && document.querySelector(DIALOG)) event.stopPropagation();
  });
}

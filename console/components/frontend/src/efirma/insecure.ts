/** Where the browser offers no cryptography there is nothing to sign with, and no file can be compared.
 *
 * Browsers keep `crypto.subtle` for addresses that nobody on the way can change: https, and this same machine. */

import type { Failure } from "../api";

export function canSign(): boolean {
  return (globalThis.crypto?.subtle as SubtleCrypto | undefined) !== undefined;
}

export const INSECURE: Failure = {
  code: "insecure_address",
  what: "En esta dirección su navegador no puede comparar los documentos ni firmar.",
  means: "La página se abrió sin conexión segura (http), y así el navegador no da acceso a sus funciones de cifrado. No se pide su e.firma y no se firmó nada.",
  do: "Abra la Oficialía en la dirección que comienza con https:// (o con http://localhost, si está en este mismo equipo). Si no la conoce, pídala a la institución.",
};

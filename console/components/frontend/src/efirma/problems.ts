/** What is wrong with a certificate, a key or a password, wherever an e.firma is used. */

import type { ProblemCode } from "./credentials";

export const PROBLEMS: Record<ProblemCode, string> = {
  not_a_certificate: "El archivo no es un certificado que se pueda leer. Elija el archivo .cer que le entregó el SAT.",
  not_a_key: "El archivo no es una llave de e.firma que se pueda leer. Elija el archivo .key que le entregó el SAT.",
  wrong_password: "La contraseña no es la de esta llave, o el archivo de la llave está dañado. Escríbala de nuevo.",
  not_a_pair: "La llave y el certificado no son pareja. Elija los dos archivos de la misma e.firma.",
};

/** Figures as a person in Mexico reads them. */

const number = new Intl.NumberFormat("es-MX", { maximumFractionDigits: 1 });

/** Size of a file: 1536 → «1.5 KB». 1 MB is 1024² bytes, as in the manual's limit of 50 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${number.format(kilobytes)} KB` : `${number.format(kilobytes / 1024)} MB`;
}

/** Exact size, for a file so close to the limit that both would read the same: «52,428,801 bytes». */
export function exactSizeText(bytes: number): string {
  return `${number.format(bytes)} bytes`;
}

/** Time that something will still take: 75 → «quedan 2 min». */
export function remainingText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  if (seconds < 2) return "casi listo";
  if (seconds < 60) return `quedan ${Math.ceil(seconds)} s`;
  return `quedan ${Math.ceil(seconds / 60)} min`;
}

/** First and last characters of a SHA-256, enough to tell two documents apart at a glance. */
export function shortDigest(sha256: string): string {
  return sha256.length > 14 ? `${sha256.slice(0, 8)}…${sha256.slice(-4)}` : sha256;
}

/** «1 documento», «3 documentos». */
export function count(total: number, one: string, many: string): string {
  return `${number.format(total)} ${total === 1 ? one : many}`;
}

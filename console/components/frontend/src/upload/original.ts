/** Where a document's own bytes can be downloaded. */
export function originalPath(id: string | number): string {
  return `/api/documentos/${encodeURIComponent(id)}/original`;
}

/** The worker that computes digests: one file at a time, beside the page's own thread. */

import { sha256Of } from "./streaming_sha256";

/** `sha256` is null where the file could not be read. */
export interface Digested {
  readonly sha256: string | null;
}

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<Blob>) => void; postMessage(answer: Digested): void };

scope.onmessage = ({ data }) => {
  void sha256Of(data).then(
    (sha256) => scope.postMessage({ sha256 }),
    () => scope.postMessage({ sha256: null }),
  );
};

import { writeFile } from 'node:fs/promises';

/** A request for `wrk/requests.lua`. */
export interface Request {
  readonly path: string;
  /** For `If-None-Match`. */
  readonly etag?: string;
  /** JSON. With a body, the request is a POST. */
  readonly body?: string;
}

/** Writes the file that `wrk/requests.lua` reads. */
export async function writeRequests(file: string, requests: readonly Request[]): Promise<void> {
  await writeFile(file, requests.map(({ path, etag = '', body = '' }) => `${path}\t${etag}\t${body}\n`).join(''));
}

import { writeFile } from 'node:fs/promises';

/** A request as `wrk/requests.lua` reads it. */
export interface Request {
  readonly path: string;
  /** For `If-None-Match`. */
  readonly etag?: string;
  /** JSON; with one it is a POST. */
  readonly body?: string;
}

export async function writeRequests(file: string, requests: readonly Request[]): Promise<void> {
  await writeFile(file, requests.map(({ path, etag = '', body = '' }) => `${path}\t${etag}\t${body}\n`).join(''));
}

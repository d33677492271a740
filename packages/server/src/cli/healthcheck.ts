import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/** Time limit of the answer. A container runtime's probe waits one second by default, so a later answer is useless. */
const TIMEOUT_MS = 3_000;

/**
 * Asks a server whether it is ready, for the health check of a container image.
 *
 * @param url URL of its `/readyz`
 * @param socket path of the Unix socket at which the server listens; undefined if it listens at a port
 * @returns a line about the answer, or about why there is none
 */
export async function healthcheck(
  url: string,
  socket?: string,
): Promise<{ readonly isReady: boolean; readonly text: string }> {
  const place = socket === undefined ? url : `${url} over ${socket}`;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = get(url, { signal, agent: false, ...(socket === undefined ? {} : { socketPath: socket }) });
    const [{ statusCode = 0 }] = (await once(request, 'response')) as [IncomingMessage];
    request.destroy();
    return { isReady: statusCode >= 200 && statusCode < 300, text: `${place} answers ${statusCode}` };
  } catch (error) {
    return { isReady: false, text: `${place} does not answer: ${error instanceof Error ? error.message : error}` };
  }
}

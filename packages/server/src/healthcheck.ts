/** Milliseconds for an answer: a probe takes one second. */
const TIMEOUT = 3_000;

/**
 * Asks a server whether it is ready, for the health check of an image.
 *
 * @param url of its `/readyz`
 * @returns what it says, or why it says nothing
 */
export async function healthcheck(url: string): Promise<{ readonly isReady: boolean; readonly text: string }> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
    await answer.arrayBuffer();
    return { isReady: answer.ok, text: `${url} answers ${answer.status}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { isReady: false, text: `${url} does not answer: ${cause instanceof Error ? cause.message : cause}` };
  }
}

import type { SessionState } from './session.ts';

/**
 * Warns once that results are sent over the network without TLS.
 *
 * @param advice the parameter of the store URL that enables TLS
 */
export function warnOfPlainText(state: SessionState, host: string, advice: string): void {
  if (state.isPlainTextKnown) return;
  state.isPlainTextKnown = true;
  state.warn(`the connection to the database on ${host} is not encrypted: add ${advice} to the store URL`);
}

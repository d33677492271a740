import type { Revocation } from '../../access/access.ts';
import type { EventStream } from './event-stream.ts';

/** Tokens that are asked about at once. */
const MAX_ASKED = 100;

/**
 * Creates a function that ends the streams whose rights were taken back. It asks once for all streams of a token, and
 * at most once in the interval. Where there is no answer, the streams go on until their rotation.
 *
 * @param intervalMs milliseconds between two looks
 * @returns a function to be called often, with `performance.now()`
 */
export function createRevokedEnd(open: ReadonlySet<EventStream>, intervalMs: number): (now: number) => Promise<void> {
  let nextAt = 0;
  let isAsking = false;

  async function endIfRevoked([revocation, streams]: readonly [Revocation, readonly EventStream[]]): Promise<void> {
    try {
      if (await revocation.isRevoked()) for (const stream of streams) stream.close('expired');
    } catch {
      // a list that is out of reach is logged by the list itself
    }
  }

  return async (now) => {
    if (isAsking || now < nextAt) return;
    nextAt = now + intervalMs;
    isAsking = true;
    const tokens = [...byToken(open)];
    for (let at = 0; at < tokens.length; at += MAX_ASKED)
      await Promise.all(tokens.slice(at, at + MAX_ASKED).map(endIfRevoked));
    isAsking = false;
  };
}

function byToken(open: ReadonlySet<EventStream>): ReadonlyMap<Revocation, readonly EventStream[]> {
  const revocations = new Map<string, Revocation>();
  const streams = new Map<Revocation, EventStream[]>();
  for (const stream of open) {
    if (!stream.revocation) continue;
    const revocation = revocations.get(stream.revocation.key) ?? stream.revocation;
    revocations.set(revocation.key, revocation);
    const others = streams.get(revocation);
    if (others) others.push(stream);
    else streams.set(revocation, [stream]);
  }
  return streams;
}

import type { Revocation } from '../../access/access.ts';
import type { EventStream } from './event-stream.ts';

/** Largest number of tokens that are checked at once. */
const MAX_CHECKED = 100;

/**
 * Creates a function that ends the streams of revoked tokens. It checks each token once for all of its streams, and at
 * most once in the interval. While the list of revoked tokens cannot be read, the streams go on until their rotation.
 *
 * @param intervalMs milliseconds between two checks
 * @returns a function to be called often, with `performance.now()`
 */
export function createRevokedEnd(open: ReadonlySet<EventStream>, intervalMs: number): (now: number) => Promise<void> {
  let nextAt = 0;
  let isChecking = false;

  async function endIfRevoked([revocation, streams]: readonly [Revocation, readonly EventStream[]]): Promise<void> {
    if (await isRevoked(revocation)) for (const stream of streams) stream.close('expired');
  }

  return async (now) => {
    if (isChecking || now < nextAt) return;
    nextAt = now + intervalMs;
    isChecking = true;
    const tokens = [...byToken(open)];
    for (let at = 0; at < tokens.length; at += MAX_CHECKED)
      await Promise.all(tokens.slice(at, at + MAX_CHECKED).map(endIfRevoked));
    isChecking = false;
  };
}

/** False while the list of revoked tokens cannot be read: the list logs that itself. */
async function isRevoked(revocation: Revocation): Promise<boolean> {
  try {
    return await revocation.isRevoked();
  } catch {
    return false;
  }
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

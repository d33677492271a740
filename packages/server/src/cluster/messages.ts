import type { ServeConfig } from '../config.ts';
import type { Failure } from '../failure.ts';
import { isObject } from '../is-object.ts';
import type { Snapshot } from '../metrics/create-metrics.ts';

/** What the primary tells a worker. It speaks with nobody else. */
export type ToWorker =
  | { readonly kind: 'start'; readonly number: number; readonly config: ServeConfig }
  | { readonly kind: 'stop' }
  | { readonly kind: 'count' };

/** What a worker tells the primary. */
export type FromWorker =
  | { readonly kind: 'listening' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'counted'; readonly snapshot: Snapshot };

/** Others send messages on the same way: Node's cluster, and the counters of rates. */
export function isToWorker(message: unknown): message is ToWorker {
  return isOneOf(message, ['start', 'stop', 'count']);
}

export function isFromWorker(message: unknown): message is FromWorker {
  return isOneOf(message, ['listening', 'failed', 'counted']);
}

function isOneOf(message: unknown, kinds: readonly string[]): boolean {
  return isObject(message) && kinds.includes(String(message['kind']));
}

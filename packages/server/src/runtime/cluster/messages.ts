import type { ServeConfig } from '../../config/serve-config.ts';
import { isObject } from '../../lib/is-object.ts';
import type { Snapshot } from '../../metrics/create-metrics.ts';
import type { Failure } from '../failure.ts';

/** Messages of the primary to a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly number: number; readonly config: ServeConfig }
  | { readonly kind: 'reload'; readonly config: ServeConfig }
  | { readonly kind: 'stop' }
  | { readonly kind: 'snapshot' };

/** Messages of a worker to the primary. */
export type FromWorker =
  | { readonly kind: 'listening' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

/** Returns whether a message is one of ours: Node's cluster and the rate counters use the same channel. */
export function isToWorker(message: unknown): message is ToWorker {
  return isOneOf(message, ['start', 'reload', 'stop', 'snapshot']);
}

export function isFromWorker(message: unknown): message is FromWorker {
  return isOneOf(message, ['listening', 'failed', 'snapshot']);
}

function isOneOf(message: unknown, kinds: readonly string[]): boolean {
  return isObject(message) && kinds.includes(String(message['kind']));
}

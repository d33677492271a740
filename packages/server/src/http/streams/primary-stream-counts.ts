import cluster, { type Worker } from 'node:cluster';
import { isObject } from '../../lib/is-object.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import {
  countStreamsInMemory,
  OwnerCounts,
  type OwnerLimits,
  type StreamCounter,
  type StreamOwner,
  tooManyStreams,
} from './stream-counts.ts';

/** Time after which a worker counts a stream itself, since the primary is too busy. */
const ANSWER_MS = 250;

type ToPrimary =
  | { readonly kind: 'stream-begins'; readonly stream: number; readonly owner: StreamOwner }
  | { readonly kind: 'stream-ended'; readonly stream: number };

/** An answer. `reached` is the limit for which a stream is refused; null: the stream is counted. */
interface ToWorker {
  readonly kind: 'stream-counted';
  readonly stream: number;
  readonly reached: keyof OwnerLimits | null;
}

/** Counts the streams of all workers, in the primary process. Call it before the first worker starts. */
export function countStreamsForWorkers(limits: OwnerLimits): void {
  const counts = new OwnerCounts(limits);
  /** The counted streams of each worker. */
  const counted = new Map<number, Map<number, StreamOwner>>();
  const begin = (worker: Worker, stream: number, owner: StreamOwner): void => {
    const reached = counts.add(owner) ?? null;
    const streams = counted.get(worker.id) ?? new Map<number, StreamOwner>();
    counted.set(worker.id, streams);
    if (!reached) streams.set(stream, owner);
    const answer: ToWorker = { kind: 'stream-counted', stream, reached };
    if (worker.isConnected()) worker.send(answer);
  };
  const end = (worker: Worker, stream: number): void => {
    const owner = counted.get(worker.id)?.get(stream);
    // the primary may have refused a stream that a worker opened without waiting for the answer
    if (!owner) return;
    counted.get(worker.id)?.delete(stream);
    counts.remove(owner);
  };
  cluster.on('message', (worker, message: unknown) => {
    // the last messages may arrive after the end of the worker
    if (!isToPrimary(message) || worker.isDead()) return;
    if (message.kind === 'stream-begins') begin(worker, message.stream, message.owner);
    else end(worker, message.stream);
  });
  // its 'disconnect' is late while connections are passed to it
  cluster.on('exit', (worker) => {
    for (const owner of counted.get(worker.id)?.values() ?? []) counts.remove(owner);
    counted.delete(worker.id);
  });
}

/** Counts in the primary process, or in this process while the primary is too busy or has ended. */
export function countStreamsInPrimary(limits: OwnerLimits): StreamCounter {
  const own = countStreamsInMemory(limits);
  const waiting = new Map<number, (reached: keyof OwnerLimits | null) => void>();
  let streams = 0;
  const send = (message: ToPrimary): void => {
    if (cluster.worker?.isConnected()) cluster.worker.send(message);
  };
  cluster.worker?.on('message', (message: unknown) => {
    if (isToWorker(message)) waiting.get(message.stream)?.(message.reached);
  });
  return {
    enter: async (owner) => {
      const leave = await own.enter(owner);
      streams += 1;
      const stream = streams;
      const answer = new Promise<keyof OwnerLimits | null>((resolve) => waiting.set(stream, resolve));
      send({ kind: 'stream-begins', stream, owner });
      const reached = await withTimeout(answer, ANSWER_MS, () => null);
      waiting.delete(stream);
      if (reached) {
        leave();
        throw tooManyStreams(limits, reached);
      }
      return () => {
        leave();
        send({ kind: 'stream-ended', stream });
      };
    },
  };
}

function isToPrimary(message: unknown): message is ToPrimary {
  return isObject(message) && (message['kind'] === 'stream-begins' || message['kind'] === 'stream-ended');
}

function isToWorker(message: unknown): message is ToWorker {
  return isObject(message) && message['kind'] === 'stream-counted';
}

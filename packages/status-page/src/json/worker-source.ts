import type { JsonNode, JsonSource, NodePage } from './json-source.ts';
import type { WorkerRequest } from './json-worker.ts';

type Ask = WorkerRequest extends infer One ? (One extends { number: number } ? Omit<One, 'number'> : never) : never;

/** Loads a large answer in a worker, and reads it there: the page receives only the displayed parts. */
export function workerSource(url: string): JsonSource {
  const worker = new Worker(new URL('./json-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let number = 0;
  worker.onmessage = ({ data }: MessageEvent<{ number: number; value?: unknown; error?: string }>) => {
    const promise = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.error === undefined) promise?.resolve(data.value);
    else promise?.reject(new Error(data.error));
  };
  const ask = async (request: Ask): Promise<unknown> => {
    const promise = Promise.withResolvers<unknown>();
    number += 1;
    waiting.set(number, promise);
    worker.postMessage({ ...request, number });
    return promise.promise;
  };
  return {
    root: async () => (await ask({ load: url })) as JsonNode,
    children: async (span, from) => (await ask({ span, from })) as NodePage,
    close: () => worker.terminate(),
  };
}

import { on } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { DecodeReason } from '../../problems/errors.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';
import type { DecodeJob, DecodeMessage, DecodeWorkerData } from './decode-worker.ts';
import type { StoredForm } from './stored-form.ts';
import { undecodableTask } from './to-task-record.ts';

/** Milliseconds for one row. */
const DEADLINE_MS = 30_000;
const BYTES_PER_MB = 1024 * 1024;
/** Heap of the thread. A row that needs more ends the thread, and not the process. */
const MAX_HEAP_MB: number = Math.min(1_024, Math.floor(getHeapStatistics().heap_size_limit / BYTES_PER_MB / 2));

/**
 * Decodes rows in a worker thread, one after the other. The first row starts the thread. It never throws for a stored
 * value.
 */
export interface RowDecoder<TaskRow extends object, GroupRow extends object> {
  task(row: TaskRow): Promise<TaskRecord>;
  /** Undefined for a group that is empty. */
  group(row: GroupRow): Promise<GroupRecord | undefined>;
  close(): Promise<void>;
}

export function decodeInWorker<TaskRow extends object, GroupRow extends object>(
  form: StoredForm<TaskRow, GroupRow>,
  options: DecodeWorkerData['options'],
): RowDecoder<TaskRow, GroupRow> {
  const workerData: DecodeWorkerData = { form: form.module, options };
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    // compiled or not, the file of the thread lies beside this one with the same ending
    const file = new URL(import.meta.url.replace(/decode-in-worker(?=\.\w+$)/, 'decode-worker'));
    worker = new Worker(file, { workerData, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    worker.unref();
    return worker;
  }

  async function run(job: DecodeJob): Promise<readonly DecodeMessage[]> {
    const thread = worker ?? start();
    thread.ref();
    thread.postMessage(job);
    const messages: DecodeMessage[] = [];
    try {
      // an 'error' of the thread, such as running out of memory, ends this loop too
      for await (const [message] of on(thread, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) })) {
        messages.push(message);
        if (message.kind !== 'members') break;
      }
      return messages;
    } finally {
      thread.unref();
    }
  }

  /** Runs jobs one after the other, so that large rows need no more memory than one thread has. */
  async function enqueue(job: DecodeJob): Promise<readonly DecodeMessage[]> {
    const result = last.then(() => run(job));
    last = result.catch(() => stop());
    return result;
  }

  async function stop(): Promise<void> {
    const thread = worker;
    worker = undefined;
    await thread?.terminate();
  }

  return {
    task: (row) =>
      enqueue({ kind: 'task', row }).then(taskOf, (error) => undecodableTask(row, form, tooLargeReason(error))),
    group: (row) =>
      enqueue({ kind: 'group', row }).then(groupOf, (error) => ({
        kind: 'undecodable',
        reason: tooLargeReason(error),
      })),
    close: async () => {
      await last;
      await stop();
    },
  };
}

function taskOf([message]: readonly DecodeMessage[]): TaskRecord {
  if (message?.kind !== 'task') throw new Error('the decoding thread answered with something else than a task');
  return message.record;
}

function groupOf(messages: readonly DecodeMessage[]): GroupRecord | undefined {
  const members = messages.flatMap((message) => (message.kind === 'members' ? message.members : []));
  const end = messages.at(-1);
  if (end?.kind !== 'group' || !end.record) return undefined;
  return end.record.kind === 'group' ? { kind: 'group', members } : end.record;
}

/**
 * The reason of a row for which the thread ran out of memory or time.
 *
 * @throws the error itself when it is another one
 */
function tooLargeReason(error: unknown): DecodeReason {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const isTime = error instanceof Error && error.name === 'AbortError';
  if (!isMemory && !isTime) throw error;
  const message = isMemory ? 'reading it takes too much memory' : `reading it takes longer than ${DEADLINE_MS} ms`;
  return { encoding: 'size', field: 'result', message };
}

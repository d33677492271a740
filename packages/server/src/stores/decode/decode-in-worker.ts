import { on } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { DecodeReason } from '../../problems/errors.ts';
import type { GroupMember, GroupRecord, TaskRecord } from '../record.ts';
import type { DecodeJob, DecodeMessage, DecodeWorkerData } from './decode-worker.ts';
import { MemberCollector } from './member-chunks.ts';
import type { StoredForm } from './stored-form.ts';
import { undecodableTask } from './to-task-record.ts';

const MORE: DecodeJob = { kind: 'more' };
/** Milliseconds that decoding one row may take. */
const DEADLINE_MS = 30_000;
const BYTES_PER_MB = 1024 * 1024;
/** Largest heap of the thread. A row that needs more memory only ends the thread, not the process. */
const MAX_HEAP_MB: number = Math.min(1_024, Math.floor(getHeapStatistics().heap_size_limit / BYTES_PER_MB / 2));

/** What the thread made of a row: its last answer, and the members that came before it. */
interface DecodedRow {
  readonly end: Exclude<DecodeMessage, { readonly kind: 'members' }>;
  readonly members: readonly GroupMember[];
}

/**
 * Decodes rows in a worker thread, one after the other. The first row starts the thread. No stored value causes an
 * error.
 */
export interface RowDecoder<TaskRow extends object, GroupRow extends object> {
  task(row: TaskRow): Promise<TaskRecord>;
  /** Undefined for an empty group. */
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
    // the thread's file is beside this file, and has the same ending (.ts or .js)
    const file = new URL(import.meta.url.replace(/decode-in-worker(?=\.\w+$)/, 'decode-worker'));
    worker = new Worker(file, { workerData, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    worker.unref();
    return worker;
  }

  async function run(job: DecodeJob): Promise<DecodedRow> {
    const thread = worker ?? start();
    thread.ref();
    thread.postMessage(job);
    const collector = new MemberCollector();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
    try {
      // an 'error' of the thread, such as a lack of memory, also ends this loop
      for await (const [message] of on(thread, 'message', { signal: deadline.signal })) {
        // the row is decoded: what follows waits for this thread
        clearTimeout(timer);
        const answer: DecodeMessage = message;
        if (answer.kind !== 'members') return { end: answer, members: collector.members };
        collector.add(answer.chunk);
        thread.postMessage(MORE);
      }
      throw new Error('the decoding thread ended without an answer');
    } finally {
      clearTimeout(timer);
      thread.unref();
    }
  }

  /** Runs jobs one after the other, so that large rows only need the memory of one thread. */
  async function enqueue(job: DecodeJob): Promise<DecodedRow> {
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

function taskOf({ end }: DecodedRow): TaskRecord {
  if (end.kind !== 'task') throw new Error('the decoding thread did not answer with a task');
  return end.record;
}

function groupOf({ end, members }: DecodedRow): GroupRecord | undefined {
  if (end.kind !== 'group' || !end.record) return undefined;
  return end.record.kind === 'group' ? { kind: 'group', members } : end.record;
}

/**
 * The reason for a row that needs too much memory or time in the thread.
 *
 * @throws any other error, unchanged
 */
function tooLargeReason(error: unknown): DecodeReason {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const isTime = error instanceof Error && error.name === 'AbortError';
  if (!isMemory && !isTime) throw error;
  const message = isMemory ? 'reading it takes too much memory' : `reading it takes longer than ${DEADLINE_MS} ms`;
  return { encoding: 'size', field: 'result', message };
}

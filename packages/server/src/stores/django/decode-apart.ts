import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Fault, GroupRecord, TaskRecord } from '../record.ts';
import type { Answer, Job, ReaderOptions } from './decode-worker.ts';
import { type GroupRow, type TaskRow, undecodableTask } from './rows.ts';

/** Milliseconds that one row may take. */
const DEADLINE = 30_000;
/** Megabytes of heap for the thread; a row that needs more ends the thread and not the process. */
const HEAP = 1_024;

/** Reads rows in a thread of their own, one after the other; it is started with the first one. Never throws for what is stored. */
export interface Apart {
  task(row: TaskRow): Promise<TaskRecord>;
  /** Undefined for a group that holds nothing. */
  group(row: GroupRow): Promise<GroupRecord | undefined>;
  close(): Promise<void>;
}

export function decodeApart(options: ReaderOptions): Apart {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    // compiled or not, the thread's file lies beside this one under the same ending
    const file = new URL(import.meta.url.replace(/decode-apart(?=\.\w+$)/, 'decode-worker'));
    worker = new Worker(file, { workerData: options, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
    worker.unref();
    return worker;
  }

  async function run(job: Job): Promise<readonly Answer[]> {
    const thread = worker ?? start();
    thread.ref();
    thread.postMessage(job);
    const answers: Answer[] = [];
    try {
      // the thread's own 'error', running out of memory for one, ends this too
      for await (const [answer] of on(thread, 'message', { signal: AbortSignal.timeout(DEADLINE) })) {
        answers.push(answer);
        if (isLast(answer)) break;
      }
      return answers;
    } finally {
      thread.unref();
    }
  }

  /** Jobs wait for each other, so that one thread's memory is the most that large rows take. */
  async function inTurn(job: Job): Promise<readonly Answer[]> {
    const turn = last.then(() => run(job));
    last = turn.catch(() => stop());
    return turn;
  }

  async function stop(): Promise<void> {
    const thread = worker;
    worker = undefined;
    await thread?.terminate();
  }

  return {
    task: (row) => inTurn({ kind: 'task', row }).then(taskOf, (error) => undecodableTask(row, tooLarge(error))),
    group: (row) =>
      inTurn({ kind: 'group', row }).then(groupOf, (error) => ({ kind: 'undecodable', fault: tooLarge(error) })),
    close: async () => {
      await last;
      await stop();
    },
  };
}

function isLast(answer: Answer): boolean {
  return answer.kind !== 'members';
}

function taskOf([answer]: readonly Answer[]): TaskRecord {
  if (answer?.kind !== 'task') throw new Error('the reading thread answered something else');
  return answer.record;
}

function groupOf(answers: readonly Answer[]): GroupRecord | undefined {
  const members = answers.flatMap((answer) => (answer.kind === 'members' ? answer.members : []));
  const end = answers.at(-1);
  if (end?.kind !== 'group' || !end.record) return undefined;
  return end.record.kind === 'group' ? { kind: 'group', members } : end.record;
}

/** Why a row is not read for which the thread ran out of memory or time. */
function tooLarge(error: unknown): Fault {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const isTime = error instanceof Error && error.name === 'AbortError';
  if (!isMemory && !isTime) throw error;
  const reason = isMemory ? 'reading it takes too much memory' : `reading it takes longer than ${DEADLINE} ms`;
  return { encoding: 'size', column: 'result', reason };
}

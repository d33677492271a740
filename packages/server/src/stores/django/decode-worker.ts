import { parentPort, workerData } from 'node:worker_threads';
import { type CodecOptions, createCodec } from '../../codecs/codec.ts';
import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import type { GroupMember, GroupRecord, TaskRecord } from '../record.ts';
import { loadExceptionClasses } from './load-exception-classes.ts';
import { type GroupRow, type TaskRow, toGroupRecord, toTaskRecord } from './rows.ts';

/** {@link CodecOptions} that can be sent to a thread: classes with functions are named by their module's path. */
export interface ReaderOptions extends Omit<CodecOptions, 'exceptionClasses'> {
  readonly exceptionClasses?: ExceptionClasses | string;
}

export type Job = { readonly kind: 'task'; readonly row: TaskRow } | { readonly kind: 'group'; readonly row: GroupRow };

/** A group's members go first, some at a time, since taking them all over at once would hold the receiver up. */
export type Answer =
  | { readonly kind: 'task'; readonly record: TaskRecord }
  | { readonly kind: 'members'; readonly members: readonly GroupMember[] }
  | { readonly kind: 'group'; readonly record: GroupRecord | undefined };

const PART = 5_000;

/** The thread that reads large rows: decode-apart.ts asks it. */
const { exceptionClasses, ...options }: ReaderOptions = workerData;
const codec = createCodec({
  ...options,
  exceptionClasses:
    typeof exceptionClasses === 'string' ? await loadExceptionClasses(exceptionClasses) : (exceptionClasses ?? {}),
});

parentPort?.on('message', (job: Job) => {
  if (job.kind === 'task') post({ kind: 'task', record: toTaskRecord(job.row, codec) });
  else postGroup(toGroupRecord(job.row, codec));
});

function postGroup(record: GroupRecord | undefined): void {
  const members = record?.kind === 'group' ? record.members : [];
  for (let at = 0; at < members.length; at += PART) post({ kind: 'members', members: members.slice(at, at + PART) });
  post({ kind: 'group', record: record?.kind === 'group' ? { kind: 'group', members: [] } : record });
}

function post(answer: Answer): void {
  parentPort?.postMessage(answer);
}

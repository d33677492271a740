import { parentPort, workerData } from 'node:worker_threads';
import { createCodec } from '../../codecs/codec.ts';
import type { JsonTypes } from '../../codecs/json/json-types.ts';
import type { DatabaseName } from '../../codecs/served-django.ts';
import { NEWEST_PYTHON } from '../../lib/unicode.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';
import type { DecodeOptions } from '../store-kind.ts';
import { loadExceptionClasses } from './load-exception-classes.ts';
import { type MemberToken, toChunks } from './member-chunks.ts';
import type { StoredForm } from './stored-form.ts';
import { toGroupRecord } from './to-group-record.ts';
import { toTaskRecord } from './to-task-record.ts';

/** The data that the thread starts with. */
export interface DecodeWorkerData {
  /** URL of the module that exports the form of the rows as `storedForm`. */
  readonly form: string;
  readonly options: Omit<DecodeOptions, 'jsonTypes'> & {
    readonly jsonTypes: JsonTypes;
    readonly database: DatabaseName | undefined;
  };
}

/** A row to decode. `more` asks for the next answer about a group. */
export type DecodeJob = { readonly kind: 'task' | 'group'; readonly row: object } | { readonly kind: 'more' };

/**
 * An answer of the thread. The members of a group come first, in chunks, each when it is asked for. Node gives all
 * messages that have arrived to the receiver in one go, which would block it.
 */
export type DecodeMessage =
  | { readonly kind: 'task'; readonly record: TaskRecord }
  | { readonly kind: 'members'; readonly chunk: readonly MemberToken[] }
  | { readonly kind: 'group'; readonly record: GroupRecord | undefined };

/** The thread that decodes large rows; decode-in-worker.ts starts it. */
const { form: module, options }: DecodeWorkerData = workerData;
const { storedForm: form }: { readonly storedForm: StoredForm<object, object> } = await import(module);
const { exceptionClasses: classes = {}, python = NEWEST_PYTHON } = options;
const codec = createCodec({
  ...options,
  exceptionClasses: typeof classes === 'string' ? await loadExceptionClasses(classes, python) : classes,
});

/** The answers about the last group that were not asked for yet. */
let rest: Iterator<DecodeMessage, undefined> | undefined;

parentPort?.on('message', (job: DecodeJob) => {
  if (job.kind === 'task') return post({ kind: 'task', record: toTaskRecord(job.row, { form, codec }) });
  if (job.kind === 'group') rest = messagesOf(toGroupRecord(job.row, form, codec));
  const message = rest?.next().value;
  if (message?.kind !== 'members') rest = undefined;
  post(message);
});

function* messagesOf(record: GroupRecord | undefined): Generator<DecodeMessage, undefined> {
  if (record?.kind === 'group') for (const chunk of toChunks(record.members)) yield { kind: 'members', chunk };
  yield { kind: 'group', record: record?.kind === 'group' ? { kind: 'group', members: [] } : record };
}

function post(message: DecodeMessage | undefined): void {
  parentPort?.postMessage(message);
}

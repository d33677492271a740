import { parentPort, workerData } from 'node:worker_threads';
import { createCodec } from '../../codecs/codec.ts';
import type { JsonTypes } from '../../codecs/json/json-types.ts';
import type { DatabaseName } from '../../codecs/served-django.ts';
import type { GroupMember, GroupRecord, TaskRecord } from '../record.ts';
import type { DecodeOptions } from '../store-kind.ts';
import { loadExceptionClasses } from './load-exception-classes.ts';
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

/** A row to decode. */
export type DecodeJob = { readonly kind: 'task' | 'group'; readonly row: object };

/**
 * An answer of the thread. The members of a group are sent first, in chunks: one large message would block the
 * receiver.
 */
export type DecodeMessage =
  | { readonly kind: 'task'; readonly record: TaskRecord }
  | { readonly kind: 'members'; readonly members: readonly GroupMember[] }
  | { readonly kind: 'group'; readonly record: GroupRecord | undefined };

const MEMBERS_PER_MESSAGE = 5_000;

/** The thread that decodes large rows; decode-in-worker.ts starts it. */
const { form: module, options }: DecodeWorkerData = workerData;
const { storedForm: form }: { readonly storedForm: StoredForm<object, object> } = await import(module);
const { exceptionClasses: classes = {} } = options;
const codec = createCodec({
  ...options,
  exceptionClasses: typeof classes === 'string' ? await loadExceptionClasses(classes) : classes,
});

parentPort?.on('message', ({ kind, row }: DecodeJob) => {
  if (kind === 'task') post({ kind, record: toTaskRecord(row, { form, codec }) });
  else postGroup(toGroupRecord(row, form, codec));
});

function postGroup(record: GroupRecord | undefined): void {
  const members = record?.kind === 'group' ? record.members : [];
  for (let at = 0; at < members.length; at += MEMBERS_PER_MESSAGE)
    post({ kind: 'members', members: members.slice(at, at + MEMBERS_PER_MESSAGE) });
  post({ kind: 'group', record: record?.kind === 'group' ? { kind: 'group', members: [] } : record });
}

function post(message: DecodeMessage): void {
  parentPort?.postMessage(message);
}

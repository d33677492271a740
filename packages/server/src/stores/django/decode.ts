import { setImmediate } from 'node:timers/promises';
import { type Codec, createCodec } from '../../codecs/codec.ts';
import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import { inSlices } from '../../slices.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';
import { type Apart, decodeApart } from './decode-apart.ts';
import type { ReaderOptions } from './decode-worker.ts';
import type { LargeText } from './large-text.ts';
import { loadExceptionClasses } from './load-exception-classes.ts';
import { type FoundTask, type GroupRow, isException, type TaskRow, toGroupRecord, toTaskRecord } from './rows.ts';

/** Characters in a row from which on it is not read between two requests, but apart. */
const LARGE = 256 * 1024;
/** Rows that are read at once. */
const FEW = 20;
/** Characters that are looked at before other requests get their turn. */
const SCAN_SLICE = 256 * 1024;

/** At once where nothing has to be waited for: nearly always. */
type Decoded<Record> = ReadonlyMap<string, Record> | Promise<ReadonlyMap<string, Record>>;

/** Turns rows into records, and holds nothing else up for longer than a few milliseconds, whatever is stored. */
export interface Decoder {
  /** Of the rows those of the ids. */
  tasks(ids: readonly string[], rows: ReadonlyMap<string, FoundTask>): Decoded<TaskRecord>;
  /** The same for groups; those that hold nothing are left out. */
  groups(ids: readonly string[], rows: ReadonlyMap<string, GroupRow>): Promise<ReadonlyMap<string, GroupRecord>>;
  close(): Promise<void>;
}

/** @throws ConfigError when exception classes are named by a module that cannot be loaded */
export async function createDecoder(options: ReaderOptions): Promise<Decoder> {
  const classes = options.exceptionClasses ?? {};
  const exceptionClasses = typeof classes === 'string' ? await loadExceptionClasses(classes) : classes;
  const codec = createCodec({ ...options, exceptionClasses });
  const { serializer = 'json', acceptContent = [serializer] } = options;
  const sendable = { serializer, acceptContent, exceptionClasses: classes };
  const apart = typeof classes === 'string' || isSendable(classes) ? decodeApart(sendable) : inPlace(codec);

  /** A large row: its result is copied where it can be, and anything else is read in a thread of its own. Undefined where it is gone. */
  async function largeTask(found: FoundTask): Promise<TaskRecord | undefined> {
    const row = found.whole ? await found.whole() : found;
    if (!row) return undefined;
    const { result, ...rest } = row;
    const length = result?.length ?? 0;
    if (result !== null && length > LARGE && sizeOf(row) - length <= LARGE && !isException(rest, codec)) {
      if (await isWireForm(result, row.content_encoding))
        return toTaskRecord({ ...rest, result: null }, codec, typeof result === 'string' ? result : result.pieces);
    }
    return apart.task({ ...rest, result: result && String(result) });
  }

  async function isWireForm(result: string | LargeText, contentEncoding: string): Promise<boolean> {
    const scan = codec.scan(result, contentEncoding);
    if (!scan) return false;
    for (;;) {
      const answer = scan.advance(SCAN_SLICE);
      if (answer !== undefined) return answer;
      await setImmediate();
    }
  }

  async function withLarge(
    records: Map<string, TaskRecord>,
    large: readonly (readonly [string, FoundTask])[],
  ): Promise<ReadonlyMap<string, TaskRecord>> {
    for (const [id, row] of large) {
      const record = await largeTask(row);
      if (record) records.set(id, record);
    }
    return records;
  }

  return {
    tasks: (ids, rows) => {
      const records = new Map<string, TaskRecord>();
      const large: (readonly [string, FoundTask])[] = [];
      const read = (id: string): void => {
        const row = rows.get(id);
        if (row === undefined) return;
        if (isSmall(row)) records.set(id, toTaskRecord(row, codec));
        else large.push([id, row]);
      };
      if (ids.length > FEW) return inSlices(ids, read).then(() => withLarge(records, large));
      for (const id of ids) read(id);
      return large.length === 0 ? records : withLarge(records, large);
    },
    groups: async (ids, rows) => {
      const records = new Map<string, GroupRecord>();
      for (const id of ids) {
        const row = rows.get(id);
        if (row === undefined) continue;
        const isLarge = (row.result?.length ?? 0) > LARGE;
        const record = isLarge ? await apart.group(row) : toGroupRecord(row, codec);
        if (record) records.set(id, record);
      }
      return records;
    },
    close: () => apart.close(),
  };
}

/** Functions cannot be sent to a thread. */
function isSendable(classes: ExceptionClasses): boolean {
  const entries = Object.values(classes).flatMap((module) => Object.values(module));
  return !entries.some((entry) => Object.values(entry).some((value) => typeof value === 'function'));
}

function inPlace(codec: Codec): Apart {
  return {
    task: async (row) => toTaskRecord(row, codec),
    group: async (row) => toGroupRecord(row, codec),
    close: async () => {},
  };
}

function isSmall(row: FoundTask): row is TaskRow {
  const isText = row.result === null || typeof row.result === 'string';
  return isText && row.whole === undefined && sizeOf(row) <= LARGE;
}

function sizeOf({ result, meta, traceback }: FoundTask): number {
  return (result?.length ?? 0) + (meta?.length ?? 0) + (traceback?.length ?? 0);
}

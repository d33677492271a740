import { setImmediate } from 'node:timers/promises';
import { type Codec, createCodec } from '../../codecs/codec.ts';
import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import { inSlices } from '../../slices.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';
import { type Apart, decodeApart } from './decode-apart.ts';
import type { ReaderOptions } from './decode-worker.ts';
import { loadExceptionClasses } from './load-exception-classes.ts';
import { type GroupRow, isException, type TaskRow, toGroupRecord, toTaskRecord } from './rows.ts';

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
  tasks(ids: readonly string[], rows: ReadonlyMap<string, TaskRow>): Decoded<TaskRecord>;
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

  /** A large row: its result is copied where it can be, and anything else is read in a thread of its own. */
  async function largeTask(row: TaskRow): Promise<TaskRecord> {
    const result = row.result ?? '';
    const isResultLarge = result.length > LARGE && sizeOf(row) - result.length <= LARGE;
    if (isResultLarge && !isException(row, codec) && (await isWireForm(row, result)))
      return toTaskRecord(row, codec, true);
    return apart.task(row);
  }

  async function isWireForm(row: TaskRow, result: string): Promise<boolean> {
    const scan = codec.scan(result, row.content_encoding);
    if (!scan) return false;
    for (;;) {
      const answer = scan.advance(SCAN_SLICE);
      if (answer !== undefined) return answer;
      await setImmediate();
    }
  }

  async function withLarge(
    records: Map<string, TaskRecord>,
    large: readonly (readonly [string, TaskRow])[],
  ): Promise<ReadonlyMap<string, TaskRecord>> {
    for (const [id, row] of large) records.set(id, await largeTask(row));
    return records;
  }

  return {
    tasks: (ids, rows) => {
      const records = new Map<string, TaskRecord>();
      const large: (readonly [string, TaskRow])[] = [];
      const read = (id: string): void => {
        const row = rows.get(id);
        if (row === undefined) return;
        if (sizeOf(row) > LARGE) large.push([id, row]);
        else records.set(id, toTaskRecord(row, codec));
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

function sizeOf({ result, meta, traceback }: TaskRow): number {
  return (result?.length ?? 0) + (meta?.length ?? 0) + (traceback?.length ?? 0);
}

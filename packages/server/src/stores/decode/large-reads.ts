import { MemoryExceeded } from '../../problems/errors.ts';
import type { TaskRecord } from '../record.ts';
import { textLength } from '../record-length.ts';
import type { ReadLimits } from '../store.ts';

/** Largest number of bytes of rows that are loaded together. */
const MAX_LOADED_BYTES = 8 * 1024 * 1024;
/** A stored result of more than this many times the limit is omitted without reading it. Indented JSON gets shorter. */
const MAX_SHRINK = 4;

/** Loads rows whose large result was left out of a query. */
export interface FullRowLoader<Row extends object> {
  isComplete(row: Row): boolean;
  /** Bytes that a query left out. 0 for a complete row. */
  leftOut(row: Row): number;
  /** Whether the state of the row is known without the omitted text. */
  isOmittable(row: Row): boolean;
  /** The largest number of rows like this one that are loaded together. */
  maxTogether(row: Row): number;
  /** Loads complete rows, each in one consistent read. Undefined for a row that does not exist any more. */
  load(rows: readonly Row[]): Promise<readonly (Row | undefined)[]>;
}

export interface LargeReadParts<Row extends object> {
  /** Decodes a complete row. */
  decode(row: Row, loader: FullRowLoader<Row>): Promise<TaskRecord>;
  /** Creates the record of a row without its result. */
  omit(row: Row): TaskRecord;
}

export interface LargeReadOptions<Row extends object> {
  readonly loader: FullRowLoader<Row>;
  readonly limits: ReadLimits | undefined;
}

/** Reads rows whose results are large. */
export interface LargeReads<Row extends object> {
  /** Adds the records of the rows, within the limits. */
  add(
    records: Map<string, TaskRecord>,
    rows: ReadonlyMap<string, Row>,
    options: LargeReadOptions<Row>,
  ): Promise<ReadonlyMap<string, TaskRecord>>;
}

type Entry<Row> = readonly [id: string, row: Row];

/**
 * Loads and decodes large rows, a few megabytes at a time, to limit the memory. The memory is reserved before a row is
 * loaded.
 */
export function createLargeReads<Row extends object>({ decode, omit }: LargeReadParts<Row>): LargeReads<Row> {
  return {
    add: async (records, rows, { loader, limits }) => {
      const isTooLarge = (row: Row): boolean =>
        limits?.maxResult !== undefined &&
        loader.isOmittable(row) &&
        loader.leftOut(row) > MAX_SHRINK * limits.maxResult;
      const open: Entry<Row>[] = [];
      for (const entry of rows) {
        if (isTooLarge(entry[1])) records.set(entry[0], omit(entry[1]));
        else open.push(entry);
      }
      for (const bin of toBins(open, loader)) {
        const bytes = bytesOf(bin, loader);
        if (limits && !(await limits.memory.take(bytes))) {
          if (!bin.every(([, row]) => loader.isOmittable(row))) throw new MemoryExceeded(NO_MEMORY);
          for (const [id, row] of bin) records.set(id, orExceeded(omit(row), limits));
          continue;
        }
        const incomplete = bin.filter(([, row]) => !loader.isComplete(row));
        const full = new Map(bin);
        const loaded = incomplete.length === 0 ? [] : await loader.load(incomplete.map(([, row]) => row));
        for (const [at, [id]] of incomplete.entries()) {
          const row = loaded[at];
          if (row) full.set(id, row);
          else full.delete(id);
        }
        for (const [id, row] of full) {
          const taken = loader.leftOut(rows.get(id) ?? row);
          records.set(id, await limited(await decode(row, loader), { taken, limits }));
        }
        if (limits?.dropResults) limits.memory.give(bytes);
      }
      return records;
    },
  };
}

function* toBins<Row extends object>(
  rows: readonly Entry<Row>[],
  loader: FullRowLoader<Row>,
): Generator<readonly Entry<Row>[]> {
  let bin: Entry<Row>[] = [];
  let bytes = 0;
  for (const entry of rows) {
    const [, row] = entry;
    const isFull = bytes + loader.leftOut(row) > MAX_LOADED_BYTES || bin.length >= loader.maxTogether(row);
    if (bin.length > 0 && isFull) {
      yield bin;
      bin = [];
      bytes = 0;
    }
    bin.push(entry);
    bytes += loader.leftOut(row);
  }
  if (bin.length > 0) yield bin;
}

function bytesOf<Row extends object>(bin: readonly Entry<Row>[], loader: FullRowLoader<Row>): number {
  return bin.reduce((sum, [, row]) => sum + loader.leftOut(row), 0);
}

/** @throws MemoryExceeded if the limits do not allow an omitted result */
function orExceeded(omitted: TaskRecord, { maxResult }: ReadLimits): TaskRecord {
  if (maxResult !== undefined) return omitted;
  throw new MemoryExceeded(NO_MEMORY);
}

const NO_MEMORY = 'there is no memory left for a result of this size; ask again later';

interface Limiting {
  /** Bytes of memory that were reserved for the row. */
  readonly taken: number;
  readonly limits: ReadLimits | undefined;
}

/** Characters that a text may have beyond the bytes that were reserved for it. */
const MAX_UNTAKEN_CHARS = 256 * 1024;

/** Applies the limits to a record: the JSON text of a value may be far larger than the stored value. */
async function limited(record: TaskRecord, { taken, limits }: Limiting): Promise<TaskRecord> {
  if (!limits || record.kind === 'omitted') return record;
  if (limits.dropResults) return withoutResult(record);
  const length = textLength(record);
  if (limits.maxResult !== undefined && record.kind === 'value' && length > limits.maxResult)
    return withoutText(record);
  const untaken = length - taken;
  if (untaken <= MAX_UNTAKEN_CHARS || (await limits.memory.take(untaken))) return record;
  return orExceeded(withoutText(record), limits);
}

/** Returns the record of a task without its result. */
function withoutText(record: Exclude<TaskRecord, { kind: 'omitted' }>): TaskRecord {
  if (record.kind === 'undecodable') return { ...record, byHand: null };
  const { status, details, extras, version, storedId } = record;
  return {
    kind: 'omitted',
    status,
    successful: record.kind !== 'exception' && record.successful,
    details,
    ...(extras === undefined ? {} : { extras }),
    ...(version === undefined ? {} : { version }),
    ...(storedId === undefined ? {} : { storedId }),
  };
}

/** Removes the texts of a result. Only the state and the kind remain. */
function withoutResult(record: TaskRecord): TaskRecord {
  if (record.kind === 'value') return { ...record, result: 'null' };
  if (record.kind === 'exception') return { ...record, repr: 'null', str: 'null', exc: 'null', traceback: 'null' };
  if (record.kind === 'undecodable') return { ...record, byHand: null };
  return record;
}

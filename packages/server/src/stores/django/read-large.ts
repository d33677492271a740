import { StringDecoder } from 'node:string_decoder';
import type { Knex } from 'knex';
import { inSlices } from '../../slices.ts';
import { reading } from './connect.ts';
import { LargeText } from './large-text.ts';
import { LARGE_SIZE, type Source, selected } from './source.ts';
import type { Dialect } from './tables.ts';

/**
 * Texts of many megabytes. A driver takes a row over as one message, in memory that it makes larger again and again, and then makes one text
 * of it: that is four times what is stored. So a query leaves them out and says how large they are, and another one reads each in pieces, as
 * rows of which the driver is done with one before the next.
 */

/**
 * Bytes up to which a text is read with its row, and bytes of a piece. Node keeps strings of about a million characters and more outside of V8's heap, where
 * they are given back sooner: with pieces of half as much, twice the memory is taken.
 */
const PIECE = 1024 * 1024;

/** {@link Source.large} where it is there. */
export type LargeSource = Source & { readonly large: string };

export function hasLarge(source: Source): source is LargeSource {
  return source.large !== undefined;
}

/**
 * What a query selects of a source; large texts are left out. No database reads one that is stored apart from its row only to say how large it is.
 */
export function selectedColumns(knex: Knex, dialect: Dialect, source: Source): readonly (string | Knex.Raw)[] {
  if (!hasLarge(source)) return source.columns.map((column) => selected(knex, dialect, column));
  const { large } = source;
  return [
    ...othersOf(source).map((column) => selected(knex, dialect, column)),
    knex.raw('CASE WHEN octet_length(??) <= ? THEN ?? END AS ??', [large, PIECE, large, large]),
    knex.raw('CASE WHEN octet_length(??) > ? THEN octet_length(??) END AS ??', [large, PIECE, large, LARGE_SIZE]),
  ];
}

/** A row whose large text was left out. */
interface Incomplete {
  readonly [LARGE_SIZE]: number;
}

export function isIncomplete(row: object): row is Incomplete {
  return typeof (row as { readonly [LARGE_SIZE]?: unknown })[LARGE_SIZE] === 'number';
}

interface Wanted {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly source: LargeSource;
  /** As it is stored. */
  readonly id: string;
}

/**
 * Gives an incomplete row its `whole`: all of it with its large text, of one moment, or undefined where it is gone meanwhile. It is read when it
 * is first asked for, so that nobody waits for it whose question went out with the same query, and once for all who share the row.
 */
export function addWhole(row: Incomplete, wanted: Wanted): void {
  let whole: Promise<object | undefined> | undefined;
  Object.assign(row, {
    whole: () => {
      whole ??= reading(readLarge(wanted, row[LARGE_SIZE]));
      return whole;
    },
  });
}

/** Bytes of memory, outside of its heap, upon which V8 looks for garbage there. */
const HEARD = 128 * 1024 * 1024;

async function readLarge(wanted: Wanted, size: number): Promise<object | undefined> {
  // what the last large text left would still stand beside this one. Nothing is written to this memory, so none is really taken
  new ArrayBuffer(HEARD).transfer(0);
  const rows = await PIECES[wanted.dialect](wanted, size);
  const [first] = rows;
  if (!first) return undefined;
  const { n: _n, piece: _piece, [LARGE_SIZE]: _size, ...row } = first;
  return { ...row, [wanted.source.large]: await textOf(rows) };
}

interface PieceRow {
  readonly n: number;
  /** UTF-8 with a character for each byte; null where no text is stored any more. */
  readonly piece: string | null;
  /** Bytes of all pieces, of MySQL. */
  readonly [LARGE_SIZE]?: number | null;
  readonly [column: string]: unknown;
}

/** Cut by bytes: to find a place by characters PostgreSQL would walk there from the front for every piece. */
async function piecesOfPostgres({ knex, source, id }: Wanted): Promise<readonly PieceRow[]> {
  const one = rowOf(knex, 'postgres', { source, id }, knex.raw("convert_to(??, 'UTF8') AS bytes", [source.large]));
  const last = 'coalesce((octet_length(bytes) - 1) / ?, 0)';
  const numbers = knex.raw(`LATERAL generate_series(0, ${last}) AS pieces(n)`, [PIECE]);
  const piece = knex.raw("convert_from(substring(bytes, n * ? + 1, ?), 'LATIN1') AS piece", [PIECE, PIECE]);
  return knex
    .from(one.as('one'))
    .crossJoin(numbers)
    .select(columnsOf(knex, source, piece));
}

/** The same, of so many bytes: MySQL before 8.0 has no way to count them up by itself. */
async function piecesOfMysql(wanted: Wanted, size: number): Promise<readonly PieceRow[]> {
  const { knex, source, id } = wanted;
  const count = Math.ceil(size / PIECE);
  const bytes = knex.raw('CAST(CONVERT(?? USING utf8mb4) AS BINARY) AS bytes', [source.large]);
  const one = rowOf(knex, 'mysql', { source, id }, bytes);
  const numbers = Array.from({ length: count }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ');
  const piece = knex.raw('substring(bytes, n * ? + 1, ?) AS piece', [PIECE, PIECE]);
  const rows: readonly PieceRow[] = await knex
    .from(one.as('one'))
    .crossJoin(knex.raw(`(${numbers}) AS pieces`))
    .select([...columnsOf(knex, source, piece), knex.raw('octet_length(bytes) AS ??', [LARGE_SIZE])])
    .options({ typeCast: bytesAsText });
  const sizeNow = rows[0]?.[LARGE_SIZE] ?? 0;
  return sizeNow > count * PIECE ? piecesOfMysql(wanted, sizeNow) : rows;
}

/** The same by the thread of sqlite-thread.ts, which cuts the bytes: SQLite would read all of them again for every piece. */
async function piecesOfSqlite({ knex, source, id }: Wanted): Promise<readonly PieceRow[]> {
  const bytes = knex.raw('CAST(?? AS BLOB) AS bytes', [source.large]);
  return rowOf(knex, 'sqlite', { source, id }, bytes).options({ pieceSize: PIECE });
}

const PIECES: Readonly<Record<Dialect, (wanted: Wanted, size: number) => Promise<readonly PieceRow[]>>> = {
  postgres: piecesOfPostgres,
  mysql: piecesOfMysql,
  sqlite: piecesOfSqlite,
};

/** The row, with its large text as bytes. A limit keeps databases from making these anew for every piece. */
function rowOf(
  knex: Knex,
  dialect: Dialect,
  { source, id }: Pick<Wanted, 'source' | 'id'>,
  bytes: Knex.Raw,
): Knex.QueryBuilder {
  const columns = othersOf(source).map((column) => selected(knex, dialect, column));
  return knex(source.table)
    .select([...columns, bytes])
    .where(source.id, id)
    .limit(1);
}

/** The other columns come with the first piece only. */
function columnsOf(knex: Knex, source: LargeSource, piece: Knex.Raw): readonly (string | Knex.Raw)[] {
  const others = othersOf(source).map((column) => knex.raw('CASE WHEN n = 0 THEN ?? END AS ??', [column, column]));
  return ['n', piece, ...others];
}

function othersOf({ columns, large }: LargeSource): readonly string[] {
  return columns.filter((column) => column !== large);
}

/** A field of the MySQL driver. */
interface Field {
  readonly type: string;
  readonly name: string;
  buffer(): Buffer | null;
}

/** At once, as each row comes: the bytes of all pieces would be there as long as their texts. */
function bytesAsText(field: Field, next: () => unknown): unknown {
  return field.name === 'piece' ? (field.buffer()?.toString('latin1') ?? null) : next();
}

const BEYOND_ASCII = /[\u0080-\u00ff]/;

/** Null where there is none, and put together where it is a single piece. */
async function textOf(rows: readonly PieceRow[]): Promise<LargeText | string | null> {
  const decoder = new StringDecoder('utf8');
  const texts: string[] = [];
  // a character may be cut by the end of a piece
  await inSlices(
    [...rows].sort((a, b) => a.n - b.n),
    ({ piece }) => {
      if (piece === null || piece === '') return;
      texts.push(BEYOND_ASCII.test(piece) ? decoder.write(Buffer.from(piece, 'latin1')) : piece);
    },
  );
  if (rows.every(({ piece }) => piece === null)) return null;
  return texts.length > 1 ? new LargeText(texts) : (texts[0] ?? '');
}

import type { Knex } from 'knex';
import { LARGE_SIZE, type RowSource, selectable } from './row-source.ts';
import { CHUNK_BYTES, otherColumns } from './selected-columns.ts';
import type { Dialect } from './sql-location.ts';

export interface FullRowQuery {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly source: RowSource;
  /** The stored id. */
  readonly id: string;
  /** Bytes of the large text when the row was found. */
  readonly size: number;
}

/** A chunk of a large text. The other columns come with the first chunk. */
export interface ChunkRow {
  readonly n: number;
  /** A character for each byte, or bytes of a binary column. Null if the value was removed. */
  readonly chunk: string | Uint8Array | null;
  /** Bytes of all chunks. MySQL only. */
  readonly [LARGE_SIZE]?: number | null;
  readonly [column: string]: unknown;
}

type ReadChunks = (query: FullRowQuery) => Promise<readonly ChunkRow[]>;

/** Reads the large text or bytes of a row in chunks. Returns no rows if the row does not exist any more. */
export const readChunks: ReadChunks = (query) => READERS[query.dialect](query);

const READERS: Readonly<Record<Dialect, ReadChunks>> = {
  postgres: chunksOfPostgres,
  mysql: chunksOfMysql,
  sqlite: chunksOfSqlite,
};

/** Cuts by bytes: to count characters, PostgreSQL would read the text from its start for every chunk. */
async function chunksOfPostgres(query: FullRowQuery): Promise<readonly ChunkRow[]> {
  const { knex, source } = query;
  const { isBinary = false } = source;
  const bytes = isBinary ? '?? AS bytes' : "convert_to(??, 'UTF8') AS bytes";
  const one = oneRow(query, knex.raw(bytes, [largeColumn(source)]));
  const last = 'coalesce((octet_length(bytes) - 1) / ?, 0)';
  const numbers = knex.raw(`LATERAL generate_series(0, ${last}) AS chunks(n)`, [CHUNK_BYTES]);
  // only bytes are sent as bytes, since they can contain the byte 0
  const part = isBinary ? 'substring(bytes, n * ? + 1, ?)' : "convert_from(substring(bytes, n * ? + 1, ?), 'LATIN1')";
  const chunk = knex.raw(`${part} AS chunk`, [CHUNK_BYTES, CHUNK_BYTES]);
  return knex
    .from(one.as('one'))
    .crossJoin(numbers)
    .select(chunkColumns(knex, source, chunk));
}

/** Selects as many chunks as the expected size needs: MySQL before 8.0 cannot generate a series of numbers. */
async function chunksOfMysql(query: FullRowQuery): Promise<readonly ChunkRow[]> {
  const { knex, source, size } = query;
  const count = Math.ceil(size / CHUNK_BYTES);
  const bytes = source.isBinary ? '?? AS bytes' : 'CAST(CONVERT(?? USING utf8mb4) AS BINARY) AS bytes';
  const one = oneRow(query, knex.raw(bytes, [largeColumn(source)]));
  const numbers = Array.from({ length: count }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ');
  const chunk = knex.raw('substring(bytes, n * ? + 1, ?) AS chunk', [CHUNK_BYTES, CHUNK_BYTES]);
  const rows: readonly ChunkRow[] = await knex
    .from(one.as('one'))
    .crossJoin(knex.raw(`(${numbers}) AS chunks`))
    .select([...chunkColumns(knex, source, chunk), knex.raw('octet_length(bytes) AS ??', [LARGE_SIZE])])
    .options({ typeCast: bytesAsText });
  const sizeNow = rows[0]?.[LARGE_SIZE] ?? 0;
  // the row was written again since it was found, and is larger now
  return sizeNow > count * CHUNK_BYTES ? chunksOfMysql({ ...query, size: sizeNow }) : rows;
}

/** The thread of sqlite-thread.ts cuts the bytes: SQLite would read all of them again for every chunk. */
async function chunksOfSqlite(query: FullRowQuery): Promise<readonly ChunkRow[]> {
  const bytes = query.knex.raw('CAST(?? AS BLOB) AS bytes', [largeColumn(query.source)]);
  return oneRow(query, bytes).options({ chunkSize: CHUNK_BYTES, isBinary: query.source.isBinary ?? false });
}

/**
 * Selects the row with its large text as bytes. The limit prevents databases from converting the text again for every
 * chunk.
 */
function oneRow({ knex, dialect, source, id }: FullRowQuery, bytes: Knex.Raw): Knex.QueryBuilder {
  const columns = otherColumns(source).map((column) => selectable(knex, dialect, source, column));
  return knex(source.table)
    .select([...columns, bytes])
    .where(source.id, id)
    .limit(1);
}

/** Returns the large column. Rows of a source without a large column are always complete. */
function largeColumn({ name, large }: RowSource): string {
  if (large === undefined) throw new Error(`the source ${name} has no large column`);
  return large;
}

function chunkColumns(knex: Knex, source: RowSource, chunk: Knex.Raw): readonly (string | Knex.Raw)[] {
  const others = otherColumns(source).map((column) => knex.raw('CASE WHEN n = 0 THEN ?? END AS ??', [column, column]));
  return ['n', chunk, ...others];
}

/** A field as the MySQL driver passes it to `typeCast`. */
interface MysqlField {
  readonly type: string;
  readonly name: string;
  buffer(): Buffer | null;
}

/**
 * Converts each chunk as it arrives: otherwise the bytes of all chunks would stay in memory together with their texts.
 */
function bytesAsText(field: MysqlField, next: () => unknown): unknown {
  return field.name === 'chunk' ? (field.buffer()?.toString('latin1') ?? null) : next();
}

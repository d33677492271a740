import type { Knex } from 'knex';
import { ask } from './ask.ts';
import { parseTableName } from './parse-table-name.ts';
import type { Ids } from './queryable-ids.ts';
import type { RowSource } from './row-source.ts';
import type { Dialect } from './sql-location.ts';

/** Whether an id is ASCII, which every character set of a database can hold. */
export function isAscii(id: string): boolean {
  return !/[^\0-\x7f]/.test(id);
}

/**
 * Returns the ids that the character set of the id column can hold. No row has another id, and a query with such an id
 * would fail.
 */
export async function storableIds(knex: Knex, dialect: Dialect, source: RowSource, ids: Ids): Promise<Ids> {
  if (ids.uuids !== undefined || dialect === 'sqlite' || ids.all.every(isAscii)) return ids;
  const charset = await charsetOf(knex, dialect, source);
  const canHold = CHARSETS.get(charset);
  return canHold ? { all: ids.all.filter(canHold), uuids: undefined } : ids;
}

type CanHold = (id: string) => boolean;

const CP1252 = new Set(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)));

/** Character sets by their names in PostgreSQL and in MySQL, whose latin1 is Windows' code page 1252. */
const CHARSETS: ReadonlyMap<string, CanHold> = new Map<string, CanHold>([
  ['LATIN1', (id) => !/[^\0-\xff]/.test(id)],
  ['latin1', (id) => [...id].every((character) => CP1252.has(character))],
  ['ascii', isAscii],
  ['utf8', (id) => !/[\ud800-\udfff]/.test(id)],
  ['utf8mb3', (id) => !/[\ud800-\udfff]/.test(id)],
]);

/** Milliseconds for which a character set is remembered: a table may be converted to another one. */
const LIFETIME_MS = 2_000;

interface CharsetName {
  readonly name: Promise<string>;
  /** As `performance.now()`. */
  readonly until: number;
}

/** The name of the character set of each source's id column. */
const names = new WeakMap<RowSource, CharsetName>();

function charsetOf(knex: Knex, dialect: Dialect, source: RowSource): Promise<string> {
  const known = names.get(source);
  if (known && performance.now() < known.until) return known.name;
  const name = ask(knex, () => readCharset(knex, dialect, source));
  names.set(source, { name, until: performance.now() + LIFETIME_MS });
  name.catch(() => names.delete(source));
  return name;
}

async function readCharset(knex: Knex, dialect: Dialect, { table, id }: RowSource): Promise<string> {
  const { name, schema } = parseTableName(table);
  const rows: readonly { readonly charset: unknown }[] =
    dialect === 'postgres'
      ? await knex.select({ charset: knex.raw("current_setting('server_encoding')") })
      : await knex('information_schema.columns')
          .select({ charset: 'character_set_name' })
          .whereRaw('table_schema = coalesce(?, database()) AND table_name = ? AND column_name = ?', [
            schema ?? null,
            name,
            id,
          ]);
  return String(rows[0]?.charset);
}

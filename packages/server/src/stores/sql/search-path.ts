import type { PostgresConnection } from 'knex/lib/dialects/postgres/index.js';
import { ConfigError } from '../../problems/errors.ts';

/** The `search_path` that libpq's parameter `options` sets: `-csearch_path=…`, `-c search_path=…`, `--search_path=…` */
export function searchPathOf(options: string | undefined): string | undefined {
  const found = [...(options ?? '').matchAll(/(?:^|\s)(?:-c\s*|--)search[_-]path=((?:\\.|[^\s\\])*)/gi)].at(-1);
  return found?.[1]?.replace(/\\(.)/g, '$1');
}

/**
 * Checks the `search_path` of a session. If a pooler drops the options of a connection, the tables of another schema
 * would be read.
 *
 * @throws ConfigError if the session's `search_path` differs from the options
 */
export async function checkSearchPath(connection: PostgresConnection, options: string | undefined): Promise<void> {
  const wanted = searchPathOf(options);
  if (wanted === undefined) return;
  const { rows } = await connection.query("SELECT current_setting('search_path') AS path");
  if (plain(String(rows[0]?.['path'])) !== plain(wanted))
    throw new ConfigError(
      'a pooler before the database drops the search_path of the store URL, and other tables would be read: ' +
        'name the schema with --schema',
    );
}

/** Normalizes a path: removes characters that do not change its meaning. */
function plain(path: string): string {
  return path.replace(/[\s"]/g, '');
}

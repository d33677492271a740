import pg from 'pg';
import { embeddedPostgres } from './embedded-postgres.ts';
import { randomName, reasonOf } from './random-name.ts';
import type { DatabaseOrReason } from './test-database.ts';

/** A role that may create databases. */
interface Admin {
  readonly url: string;
  /** Called once the database is dropped. */
  release(): Promise<void>;
}

const LOCAL_URLS = ['postgres://root@127.0.0.1:5432/postgres', 'postgres://postgres@127.0.0.1:5432/postgres'];

/** Creates a PostgreSQL database. */
export async function openPostgres(): Promise<DatabaseOrReason> {
  const admin = await findAdmin();
  if ('missing' in admin) return admin;
  const name = randomName();
  await runOnce(admin.url, `CREATE DATABASE ${name}`);
  const url = new URL(admin.url);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    database: {
      kind: 'postgres',
      url: url.href,
      async execute(sql, params) {
        if (params === undefined) await client.query(sql);
        else await client.query(toNumbered(sql), [...params]);
      },
      async close() {
        await client.end();
        await runOnce(admin.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await admin.release();
      },
    },
  };
}

async function findAdmin(): Promise<Admin | { readonly missing: string }> {
  const { CELERY_RESULTS_TEST_POSTGRES_URL: configuredUrl } = process.env;
  let reason = '';
  for (const url of configuredUrl === undefined ? LOCAL_URLS : [configuredUrl]) {
    try {
      await runOnce(url, 'SELECT 1');
      return { url, release: async () => {} };
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  if (configuredUrl !== undefined)
    return { missing: `PostgreSQL does not answer on ${new URL(configuredUrl).host} (${reason})` };
  try {
    return await embeddedPostgres();
  } catch (error) {
    const second = reasonOf(error);
    return {
      missing:
        `PostgreSQL does not answer on 127.0.0.1:5432 (${reason}) ` +
        `and embedded-postgres does not start (${second})`,
    };
  }
}

/** Runs one statement over a connection of its own. */
async function runOnce(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Replaces every `?` by `$1`, `$2`, … */
function toNumbered(sql: string): string {
  let count = 0;
  return sql.replaceAll('?', () => {
    count += 1;
    return `$${count}`;
  });
}

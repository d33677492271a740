import type { Duplex } from 'node:stream';

/** The part of a mysql2 connection that is used here. */
export interface MysqlConnection {
  readonly stream: Duplex;
  query(options: MysqlOptions, values: readonly unknown[], done: Done): void;
  execute(options: MysqlOptions, values: readonly unknown[], done: Done): void;
}

interface MysqlOptions {
  readonly sql: string;
}

type Done = (error: Error | null, rows?: unknown, fields?: unknown) => void;

/** A query as Knex builds it. Knex reads its response. */
export interface KnexQuery {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  readonly options?: object;
  response?: unknown;
}

/**
 * Sends the values as parameters of the protocol. In every mode of the session, they stay values and never become SQL.
 */
export function executeQuery(connection: MysqlConnection, query: KnexQuery): Promise<KnexQuery> {
  const { sql, bindings = [], options } = query;
  return settled(query, (done) => connection.execute({ sql, ...options }, bindings, done));
}

/** Sends a query as one text, for databases or poolers without prepared statements. */
export function sendQuery(connection: MysqlConnection, query: KnexQuery): Promise<KnexQuery> {
  const sql = writeValues(query.sql, query.bindings ?? []);
  return settled(query, (done) => connection.query({ sql, ...query.options }, [], done));
}

function settled(query: KnexQuery, send: (done: Done) => void): Promise<KnexQuery> {
  return new Promise((resolve, reject) => {
    send((error, rows, fields) => {
      if (error) reject(error);
      else resolve(Object.assign(query, { response: [rows, fields] }));
    });
  });
}

/**
 * Replaces each `?` of a statement with a value.
 *
 * @throws TypeError for a value of a type that no query uses
 */
export function writeValues(sql: string, values: readonly unknown[]): string {
  const parts = sql.split('?');
  if (parts.length !== values.length + 1) throw new TypeError('a statement has as many values as question marks');
  return parts.map((part, index) => (index === 0 ? part : `${literalOf(values[index - 1])}${part}`)).join('');
}

/**
 * Writes a value as SQL. Text is written as hexadecimal digits: `sql_mode` and the session's character set decide where
 * a quoted text ends, and a pooler may have changed both.
 */
function literalOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return value === '' ? "_utf8mb4 ''" : `_utf8mb4 X'${hexOf(value)}'`;
  if (Number.isSafeInteger(value)) return String(value);
  throw new TypeError(`a value of the type ${typeof value} cannot be written into a statement`);
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

import type { Database } from '../options.ts';

/** The servers that are measured, by their names in the report. */
export const SERVER_NAMES = [
  'ours',
  'ours, no cache',
  'Django',
  'Flower',
  'Koa + Knex',
  'node:http + driver',
  'node:http, constant',
  'ours, 2 workers',
  'ours ×2, nginx',
  'ours ×2, HAProxy',
] as const;

export type ServerName = (typeof SERVER_NAMES)[number];

/** A running server. */
export interface BenchServer {
  readonly name: ServerName;
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** The server's processes. Their children count too. */
  readonly pids: readonly number[];
  /**
   * Selects the requests that it is measured with:
   *
   * - `ours`: everything that our server answers
   * - `django`: the status of tasks and groups, by Django's URLs
   * - `tasks`: the status of tasks, by Django's URLs
   * - `large`: large results, by Django's URLs
   * - `flower`: the status of tasks, by Flower's URL
   * - `constant`: any request; the answer is always the same
   */
  readonly role: 'ours' | 'django' | 'tasks' | 'large' | 'flower' | 'constant';
  stop(): Promise<unknown>;
}

export interface StartOptions {
  readonly database: Database;
  /** The database's URL, in the form of the server's `--store`. */
  readonly url: string;
  /** Path of a Python with the packages of `testing/requirements.txt`. */
  readonly python: string;
}

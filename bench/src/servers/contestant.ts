import type { Database } from '../options.ts';

/** The servers that are measured, by the name that the report gives them. */
export const CONTESTANTS = [
  'ours',
  'ours, nothing kept',
  'Django',
  'Flower',
  'Koa + Knex',
  'node:http + driver',
  'node:http, constant',
  'ours, 2 workers',
  'ours ×2, nginx',
  'ours ×2, HAProxy',
] as const;

export type ContestantName = (typeof CONTESTANTS)[number];

/** A server that runs. */
export interface Contestant {
  readonly name: ContestantName;
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** The processes whose children and selves serve. */
  readonly pids: readonly number[];
  /**
   * What it can be asked: `ours` all that our server answers, `django` the status of tasks and groups by Django's URLs, `tasks` that of
   * tasks alone, `large` the same where large results matter, `flower` a task by a URL of its own, `constant` anything, with always the same answer.
   */
  readonly speaks: 'ours' | 'django' | 'tasks' | 'large' | 'flower' | 'constant';
  stop(): Promise<unknown>;
}

/** What a server needs to be started. */
export interface Place {
  readonly database: Database;
  /** As `--store` takes it. */
  readonly url: string;
  /** An interpreter with `testing/requirements.txt`. */
  readonly python: string;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from '../src/index.ts';

/** A migrated SQLite file of a test's own. */
export interface ResultsFile {
  readonly file: string;
  readonly url: string;
  task(id: string, columns?: TaskColumns): void;
  /** Gives a stored task another state. */
  state(id: string, status: string): void;
  /** Takes a stored task away. */
  forget(id: string): void;
  group(id: string, result: string | null): void;
  journal(mode: 'delete' | 'wal'): void;
  remove(): Promise<void>;
}

interface TaskColumns {
  readonly status?: string;
  readonly result?: string | null;
  readonly traceback?: string | null;
  readonly meta?: string | null;
  readonly encoding?: string;
}

export async function createResultsFile(): Promise<ResultsFile> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
  const file = join(folder, 'results.sqlite3');
  const url = `sqlite:///${file}`;
  await migrate(url);
  const database = new Database(file);
  const now = '2026-01-02 03:04:05.678901';
  const task = database.prepare(
    `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, traceback, meta, date_created, date_done)
     VALUES (?, ?, 'application/json', ?, ?, ?, ?, ?, ?)`,
  );
  const state = database.prepare('UPDATE django_celery_results_taskresult SET status = ? WHERE task_id = ?');
  const forget = database.prepare('DELETE FROM django_celery_results_taskresult WHERE task_id = ?');
  const group = database.prepare(
    `INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'application/json', 'utf-8', ?, ?, ?)`,
  );
  return {
    file,
    url,
    task: (id, { status = 'SUCCESS', result = 'null', traceback = null, meta = null, encoding = 'utf-8' } = {}) =>
      task.run(id, status, encoding, result, traceback, meta, now, now),
    state: (id, status) => state.run(status, id),
    forget: (id) => forget.run(id),
    group: (id, result) => group.run(id, result, now, now),
    journal: (mode) => database.pragma(`journal_mode = ${mode}`),
    remove: async () => {
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

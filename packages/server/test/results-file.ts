import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from '../src/index.ts';
import { groupInsert, type Insert, TASK_TABLE, type TaskRow, taskInsert } from './stores/django-rows.ts';

/** A migrated SQLite file of one test. */
export interface ResultsFile {
  readonly file: string;
  readonly url: string;
  /** Runs a statement with values for its `?`. */
  run(sql: string, values?: readonly (string | null)[]): void;
  /** Inserts a task. */
  task(id: string, columns?: Omit<TaskRow, 'id'>): void;
  /** Inserts a group. */
  group(id: string, result: string | null): void;
  /** Gives a stored task another state. */
  setState(id: string, status: string): void;
  removeTask(id: string): void;
  setJournalMode(mode: 'delete' | 'wal'): void;
  /** Closes the file and deletes it. */
  remove(): Promise<void>;
}

export async function createResultsFile(): Promise<ResultsFile> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
  const file = join(folder, 'results.sqlite3');
  const url = `sqlite:///${file}`;
  await migrate(url);
  const database = new Database(file);
  const run = ({ sql, values }: Insert): void => {
    database.prepare(sql).run(...values);
  };
  return {
    file,
    url,
    run: (sql, values = []) => run({ sql, values }),
    task: (id, columns) => run(taskInsert({ id, ...columns })),
    group: (id, result) => run(groupInsert({ id, result })),
    setState: (id, status) =>
      run({ sql: `UPDATE ${TASK_TABLE} SET status = ? WHERE task_id = ?`, values: [status, id] }),
    removeTask: (id) => run({ sql: `DELETE FROM ${TASK_TABLE} WHERE task_id = ?`, values: [id] }),
    setJournalMode: (mode) => database.pragma(`journal_mode = ${mode}`),
    remove: async () => {
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

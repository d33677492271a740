import { type Executor, insertTask, type TaskRow } from '../stores/django-rows.ts';

/** A time before now, as Django stores it. */
export function ago(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1_000).toISOString().slice(0, -1).replace('T', ' ')}000`;
}

export const TRACEBACK = 'Traceback (most recent call last):\n  File "shop.py", line 1\nValueError: no such order\n';
const ERROR = '{"exc_type": "ValueError", "exc_message": ["no such order"], "exc_module": "builtins"}';

/** A row that changed some seconds ago, and began two seconds before. */
export function taskAt(seconds: number, row: TaskRow): TaskRow {
  return {
    task_name: 'shop.export',
    worker: 'w1@host',
    date_created: ago(seconds + 3),
    date_started: ago(seconds + 2),
    date_done: ago(seconds),
    ...row,
  };
}

export function failureAt(seconds: number, id: string): TaskRow {
  return taskAt(seconds, { id, status: 'FAILURE', result: ERROR, traceback: TRACEBACK });
}

/** Sixty tasks of a day: every tenth failed. Their ids are `task-00`, the newest, to `task-59`. */
export async function insertDay(database: Executor): Promise<void> {
  for (let index = 0; index < 60; index += 1) {
    const id = `task-${String(index).padStart(2, '0')}`;
    const seconds = 60 + index * 600;
    const name = index % 2 === 0 ? 'shop.export' : 'shop.mail';
    await insertTask(
      database,
      index % 10 === 0
        ? failureAt(seconds, id)
        : taskAt(seconds, { id, task_name: name, result: `{"z": 12345678901234567890, "a": ${index}, "price": 1.5}` }),
    );
  }
}

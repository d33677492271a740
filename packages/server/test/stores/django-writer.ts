import { type Executor, groupResult, insertGroup, insertTask, TASK_TABLE } from './django-rows.ts';
import type { StoreWriter } from './store-writer.ts';

/** A writer for the tables of django-celery-results. */
export function createDjangoWriter(database: Executor, close: () => Promise<void>): StoreWriter {
  let writes = 0;
  const remove = async (id: string): Promise<void> => {
    await database.execute(`DELETE FROM ${TASK_TABLE} WHERE task_id = ?`, [id]);
  };
  return {
    write: async (id, { state = 'SUCCESS', result = 'null', traceback = null, name = null, worker = null } = {}) => {
      // a worker sets the date with every write
      writes += 1;
      const date = `2026-01-02 03:04:05.${String(writes).padStart(6, '0')}`;
      await remove(id);
      await insertTask(database, { id, status: state, result, traceback, task_name: name, worker, date_done: date });
    },
    writeGroup: (id, members) => insertGroup(database, { id, result: groupResult(id, members) }),
    remove,
    close,
  };
}

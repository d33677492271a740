import { toUtc } from '../../lib/to-utc.ts';
import { type IndexTable, storedMoment } from '../sql/index/index-table.ts';
import type { TaskSources } from '../sql/task-sources.ts';
import type { IndexText } from '../task-index.ts';
import { type DetailColumns, toDetails } from './details.ts';

const TEXTS: readonly (readonly [IndexText, string])[] = [
  ['status', 'status'],
  ['name', 'task_name'],
  ['worker', 'worker'],
  ['periodic', 'periodic_task_name'],
];
const DATES = ['date_created', 'date_started', 'date_done'];

/** The table of tasks, in the form that lists need. */
export function indexTable({ full }: Pick<TaskSources, 'full'>): IndexTable {
  const has = (column: string): boolean => full.columns.includes(column);
  return {
    source: full,
    key: 'id',
    date: 'date_done',
    started: has('date_started') ? 'date_started' : undefined,
    texts: new Map(TEXTS.filter(([, column]) => has(column))),
    columns: DATES.filter(has),
    toRow: (values) => {
      const { name, worker, dateCreated, dateStarted, dateDone } = toDetails(values as DetailColumns);
      const { task_id: id, status, periodic_task_name: periodic } = values;
      return {
        id: String(id),
        // SQLite may store bytes
        status: status instanceof Uint8Array ? Buffer.from(status).toString() : String(status),
        name,
        worker,
        periodic: typeof periodic === 'string' && periodic !== '' ? periodic : undefined,
        dateCreated,
        dateStarted,
        dateDone,
      };
    },
    toStored: storedMoment,
    toMoment: toUtc,
  };
}

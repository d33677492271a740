import { type IndexTable, storedMoment } from '../sql/index/index-table.ts';
import type { TaskSources } from '../sql/task-sources.ts';
import type { IndexText } from '../task-index.ts';
import { type DetailColumns, toDetails } from './details.ts';
import { createFromUtc, createToUtc } from './local-dates.ts';

const TEXTS: readonly (readonly [IndexText, string])[] = [
  ['status', 'status'],
  ['name', 'name'],
  ['worker', 'worker'],
];

/** The table of tasks, in the form that lists need. Its dates are in a time zone. */
export function indexTable({ full }: Pick<TaskSources, 'full'>, timeZone: string): IndexTable {
  const [toUtc, fromUtc] = [createToUtc(timeZone), createFromUtc(timeZone)];
  const has = (column: string): boolean => full.columns.includes(column);
  return {
    source: full,
    key: 'id',
    date: 'date_done',
    started: undefined,
    texts: new Map(TEXTS.filter(([, column]) => has(column))),
    columns: ['date_done'].filter(has),
    toRow: (values) => {
      const { name, worker, dateDone } = toDetails({
        ...values,
        date_done: toUtc(values['date_done']),
      } as DetailColumns);
      return {
        id: String(values['task_id']),
        status: String(values['status'] ?? ''),
        name,
        worker,
        periodic: undefined,
        dateCreated: undefined,
        dateStarted: undefined,
        dateDone,
      };
    },
    toStored: (moment) => storedMoment(fromUtc(moment)),
    toMoment: toUtc,
  };
}

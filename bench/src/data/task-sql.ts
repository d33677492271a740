import type { Dialect } from './dialects.ts';
import { CYCLE, SCATTER } from './ids.ts';

export const TASK_TABLE = 'django_celery_results_taskresult';
export const GROUP_TABLE = 'django_celery_results_groupresult';

export const TASK_COLUMNS = `(task_id, task_name, task_args, task_kwargs, status, worker, content_type,
  content_encoding, result, meta, traceback, date_created, date_started, date_done)`;

export const META = '{"children": []}';

/** A statement that inserts the tasks with the numbers from `first` to `last`. */
export function taskSql(dialect: Dialect, first: number, last: number): string {
  const { series, digits, time } = dialect;
  const { before, from } = series(first, last);
  const { id, status, result, traceback } = taskFields(dialect);
  const select = `SELECT ${id}, 'reports.tasks.export', '"(' || ${digits('n', 7)} || ',)"', '"{}"',
    ${status}, 'worker1@reports', 'application/json', 'utf-8', ${result}, '${META}', ${traceback},
    ${time('n')}, ${time('n + 1')}, ${time('n + 9')} FROM ${from}`;
  // only SQLite needs a WITH before INSERT
  return `${before} INSERT INTO ${TASK_TABLE} ${TASK_COLUMNS} ${select}`;
}

interface TaskFields {
  readonly id: string;
  readonly status: string;
  readonly result: string;
  readonly traceback: string;
}

/** The fields of task n, as SQL. */
export function taskFields({ hex, digits }: Dialect): TaskFields {
  const byKind = (failed: string, started: string, succeeded: string): string =>
    `CASE n % ${CYCLE} WHEN 0 THEN ${failed} WHEN 1 THEN ${started} ELSE ${succeeded} END`;
  return {
    id: `${hex(`(n * ${SCATTER}) % 4294967296`, 8)} || '-0000-4a7e-8000-' || ${hex('n', 12)}`,
    status: byKind("'FAILURE'", "'STARTED'", "'SUCCESS'"),
    result: byKind(failed(digits), STARTED, succeeded(digits)),
    traceback: byKind(traceback(digits), 'NULL', 'NULL'),
  };
}

type Digits = Dialect['digits'];

/** A result of about 260 bytes. */
function succeeded(digits: Digits): string {
  return `'{"rows": 1' || ${digits('n', 7)} ||
    ', "file": "exports/2026/01/report-' || ${digits('n', 9)} || '.csv"' ||
    ', "bytes": 4' || ${digits('n % 100000', 5)} || ', "seconds": 12.5, "ok": true, "warnings": [], ' ||
    '"columns": ["id", "customer", "amount", "currency", "created_at", "updated_at"], ' ||
    '"next": null, "note": "exported by the nightly job"}'`;
}

export const STARTED_RESULT = '{"pid": 4242, "hostname": "worker1@reports"}';
const STARTED = `'${STARTED_RESULT}'`;

function failed(digits: Digits): string {
  const message = `["row ' || ${digits('n', 7)} || ' has no date"]`;
  return `'{"exc_type": "ValueError", "exc_message": ${message}, "exc_module": "builtins"}'`;
}

export const FRAME = `  File "/srv/reports/lib/python3.14/site-packages/celery/app/trace.py", line 585, in trace_task
    R = retval = fun(*args, **kwargs)
                 ~~~^^^^^^^^^^^^^^^^^
`;

/** A traceback of about 2 kB. */
function traceback(digits: Digits): string {
  const head = `Traceback (most recent call last):\n${FRAME.repeat(11)}`;
  return `'${head}ValueError: row ' || ${digits('n', 7)} || ' has no date\n'`;
}

import type { Dialect } from './dialects.ts';
import { CYCLE, SCATTER } from './ids.ts';

export const TASK_TABLE = 'django_celery_results_taskresult';
export const GROUP_TABLE = 'django_celery_results_groupresult';

export const TASK_COLUMNS = `(task_id, task_name, task_args, task_kwargs, status, worker, content_type, content_encoding,
  result, meta, traceback, date_created, date_started, date_done)`;

export const META = '{"children": []}';

/** A statement that makes the tasks of these numbers, both included. */
export function taskSql({ series, hex, digits, moment }: Dialect, first: number, last: number): string {
  const { before, from } = series(first, last);
  const id = `${hex(`(n * ${SCATTER}) % 4294967296`, 8)} || '-0000-4a7e-8000-' || ${hex('n', 12)}`;
  const byKind = (failed: string, started: string, succeeded: string): string =>
    `CASE n % ${CYCLE} WHEN 0 THEN ${failed} WHEN 1 THEN ${started} ELSE ${succeeded} END`;
  const select = `SELECT ${id}, 'reports.tasks.export', '"(' || ${digits('n', 7)} || ',)"', '"{}"',
    ${byKind("'FAILURE'", "'STARTED'", "'SUCCESS'")}, 'worker1@reports', 'application/json', 'utf-8',
    ${byKind(failed(digits), started, succeeded(digits))}, '${META}',
    ${byKind(traceback(digits), 'NULL', 'NULL')}, ${moment('n')}, ${moment('n + 1')}, ${moment('n + 9')} FROM ${from}`;
  // MariaDB and PostgreSQL take WITH before INSERT, as SQLite does, but need none
  return `${before} INSERT INTO ${TASK_TABLE} ${TASK_COLUMNS} ${select}`;
}

type Digits = Dialect['digits'];

/** About 260 bytes. */
function succeeded(digits: Digits): string {
  return `'{"rows": 1' || ${digits('n', 7)} || ', "file": "exports/2026/01/report-' || ${digits('n', 9)} || '.csv", "bytes": 4' ||
    ${digits('n % 100000', 5)} || ', "seconds": 12.5, "ok": true, "warnings": [], "columns": ["id", "customer", "amount", "currency", "created_at", "updated_at"], ' ||
    '"next": null, "note": "exported by the nightly job"}'`;
}

const started = `'{"pid": 4242, "hostname": "worker1@reports"}'`;

function failed(digits: Digits): string {
  return `'{"exc_type": "ValueError", "exc_message": ["row ' || ${digits('n', 7)} || ' has no date"], "exc_module": "builtins"}'`;
}

const FRAME = `  File "/srv/reports/lib/python3.14/site-packages/celery/app/trace.py", line 585, in trace_task
    R = retval = fun(*args, **kwargs)
                 ~~~^^^^^^^^^^^^^^^^^
`;

/** About 2 kB. */
function traceback(digits: Digits): string {
  return `'Traceback (most recent call last):\n${FRAME.repeat(11)}ValueError: row ' || ${digits('n', 7)} || ' has no date\n'`;
}

import type { Knex } from 'knex';
import * as django from '../../src/stores/django/index-table.ts';
import * as djangoTables from '../../src/stores/django/tables.ts';
import type { IndexDatabase } from '../../src/stores/sql/index/index-table.ts';
import { createTableIndex } from '../../src/stores/sql/index/table-index.ts';
import type { RowSource } from '../../src/stores/sql/row-source.ts';
import type { Dialect } from '../../src/stores/sql/sql-location.ts';
import { type TaskSources, taskSources } from '../../src/stores/sql/task-sources.ts';
import * as celery from '../../src/stores/sqlalchemy/index-table.ts';
import * as celeryTables from '../../src/stores/sqlalchemy/tables.ts';
import type { TaskIndex } from '../../src/stores/task-index.ts';

/** The index of the tables of the newest django-celery-results, through a connection whose statements a test sees. */
export function djangoIndex(knex: Knex, dialect: Dialect): TaskIndex {
  return createTableIndex(djangoDatabase(knex, dialect));
}

/** What such an index reads. */
export function djangoDatabase(knex: Knex, dialect: Dialect): IndexDatabase {
  const sources = allColumns(djangoTables.taskSource(djangoTables.TASK_TABLE), djangoTables);
  return { knex, dialect, table: django.indexTable(sources), groups: undefined };
}

/** The same for Celery's own tables. */
export function celeryIndex(knex: Knex, dialect: Dialect): TaskIndex {
  const { TASK_TABLE, NEWER_COLUMNS } = celeryTables;
  const sources = allColumns(celeryTables.taskSource(TASK_TABLE, NEWER_COLUMNS), celeryTables);
  return createTableIndex({ knex, dialect, table: celery.indexTable(sources, 'UTC'), groups: undefined });
}

/** The reads of a table that has all columns. */
function allColumns(
  tasks: RowSource,
  {
    DETAIL_COLUMNS,
    EXTRA_COLUMNS,
  }: { readonly DETAIL_COLUMNS: readonly string[]; readonly EXTRA_COLUMNS: readonly string[] },
): TaskSources {
  return taskSources(tasks, {
    detailColumns: DETAIL_COLUMNS,
    extraColumns: EXTRA_COLUMNS,
    hasVersions: false,
    isComplete: true,
  });
}

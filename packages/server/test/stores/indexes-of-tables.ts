import type { Knex } from 'knex';
import * as django from '../../src/stores/django/index-table.ts';
import * as djangoTables from '../../src/stores/django/tables.ts';
import type { IndexDatabase } from '../../src/stores/sql/index/index-table.ts';
import { createTableIndex } from '../../src/stores/sql/index/table-index.ts';
import type { Dialect } from '../../src/stores/sql/sql-location.ts';
import * as celery from '../../src/stores/sqlalchemy/index-table.ts';
import * as celeryTables from '../../src/stores/sqlalchemy/tables.ts';
import type { TaskIndex } from '../../src/stores/task-index.ts';

/** The index of the tables of the newest django-celery-results, through a connection whose statements a test sees. */
export function djangoIndex(knex: Knex, dialect: Dialect): TaskIndex {
  return createTableIndex(djangoDatabase(knex, dialect));
}

/** What such an index reads. */
export function djangoDatabase(knex: Knex, dialect: Dialect): IndexDatabase {
  const sources = djangoTables.taskSources({
    table: djangoTables.TASK_TABLE,
    detailColumns: djangoTables.DETAIL_COLUMNS,
    extraColumns: djangoTables.EXTRA_COLUMNS,
    hasVersions: false,
  });
  return { knex, dialect, table: django.indexTable(sources), groups: undefined };
}

/** The same for Celery's own tables. */
export function celeryIndex(knex: Knex, dialect: Dialect): TaskIndex {
  const sources = celeryTables.taskSources(
    {
      table: celeryTables.TASK_TABLE,
      newerColumns: celeryTables.NEWER_COLUMNS,
      detailColumns: celeryTables.DETAIL_COLUMNS,
      extraColumns: celeryTables.EXTRA_COLUMNS,
    },
    false,
  );
  return createTableIndex({ knex, dialect, table: celery.indexTable(sources, 'UTC'), groups: undefined });
}

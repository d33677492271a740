import { parseSqlUrl, SQL_EXAMPLES, SQL_SCHEMES } from '../sql/sql-location.ts';
import type { StoreKind } from '../store-kind.ts';

/**
 * The tables of django-celery-results, in PostgreSQL, MySQL, MariaDB or SQLite. Each part is loaded when it is first
 * used.
 */
export const djangoKind: StoreKind = {
  schemes: SQL_SCHEMES,
  examples: SQL_EXAMPLES,
  locate: (url) => {
    const location = parseSqlUrl(url);
    return {
      open: async (options) => (await import('./open-django-store.ts')).openDjangoStore(location, options),
      examine: async (options) => (await import('./doctor/examine-django.ts')).examineDjangoTables(location, options),
      notify: async (action, options) => (await import('./notify.ts')).notifyDjangoTables(location, action, options),
      printIndexes: async (options) => (await import('./print-indexes.ts')).printDjangoIndexes(location, options),
      migrate: async (options) => (await import('./migrate.ts')).migrateDjangoTables(location, options),
    };
  },
};

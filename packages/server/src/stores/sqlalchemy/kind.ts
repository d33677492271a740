import { ConfigError } from '../../problems/errors.ts';
import { refuseTriggers } from '../refuse-triggers.ts';
import type { StoreKind } from '../store-kind.ts';
import { CELERY_EXAMPLES, CELERY_SCHEMES, parseCeleryUrl } from './parse-url.ts';

/**
 * The tables of Celery's own SQLAlchemy backend (`db+…`), in PostgreSQL, MySQL, MariaDB or SQLite. Each part is loaded
 * when it is first used.
 */
export const sqlAlchemyKind: StoreKind = {
  schemes: CELERY_SCHEMES,
  examples: CELERY_EXAMPLES,
  locate: (url) => {
    const location = parseCeleryUrl(url);
    return {
      open: async (options) => (await import('./open-sqlalchemy-store.ts')).openSqlAlchemyStore(location, options),
      examine: async (options) => (await import('./doctor/examine-sqlalchemy.ts')).examineSqlAlchemy(location, options),
      notify: refuseTriggers,
      printIndexes: async (options) => (await import('./print-indexes.ts')).printCeleryIndexes(location, options),
      migrate: async () => {
        throw new ConfigError('there is nothing to create: Celery creates its own tables with the first result');
      },
    };
  },
};

import type { Context } from 'koa';
import type { Access } from '../../access/scoped-store.ts';

/** Finds out who may read what: a mode of authorization. */
export interface Auth {
  /**
   * What the one who asks may read.
   *
   * @throws Refused where that is nobody, or cannot be found out
   */
  access(ctx: Context): Promise<Access>;
}

/** Told of another server that does not say who may read what; a pino logger is one. */
export interface ErrorLog {
  error(fields: object, message: string): void;
}

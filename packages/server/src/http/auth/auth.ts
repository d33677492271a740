import type { Context } from 'koa';
import type { Access } from '../../access/access.ts';

/** A mode of authorization: it decides what the client of a request may read. */
export interface Auth {
  /** @throws ProblemError if the client is unknown, or its rights cannot be determined */
  access(ctx: Context): Promise<Access>;
}

/** Receives the errors of another server that decides about rights; a pino logger is one. */
export interface ErrorLog {
  error(fields: object, message: string): void;
}

import type { Knex } from 'knex';

/** A statement as Knex builds it. */
export interface Statement {
  readonly sql: string;
  readonly bindings?: readonly Knex.Value[];
}

/** Runs statements in their order. An error only has the message of the database, without the SQL text. */
export async function runStatements(knex: Knex, statements: readonly Statement[]): Promise<void> {
  for (const { sql, bindings = [] } of statements) {
    try {
      await knex.raw(sql, [...bindings]);
    } catch (error) {
      if (error instanceof Error) error.message = error.message.split(' - ').at(-1) ?? error.message;
      throw error;
    }
  }
}

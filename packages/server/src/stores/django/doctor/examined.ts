import type { Knex } from 'knex';
import type { Serializer } from '../../../codecs/serializers.ts';
import type { StoreLocation } from '../../store-url.ts';

/** A database under examination, and what the server is told about it. */
export interface Examined {
  readonly knex: Knex;
  readonly location: StoreLocation;
  /** As queries name it: `schema.prefix_table`. */
  readonly taskTable: string;
  readonly groupTable: string;
  readonly serializer: Serializer;
  readonly acceptContent: readonly Serializer[];
  /** This machine's clock, in milliseconds. */
  readonly now: () => number;
}

export type Row = Readonly<Record<string, unknown>>;

/** A table's own name, and its schema where one is named. */
export function partsOf(table: string): { readonly name: string; readonly schema: string | undefined } {
  const [name = '', schema] = table.split('.').reverse();
  return { name, schema };
}

/** A table as PostgreSQL's `to_regclass` takes it: quoted, since names with capitals need it. */
export function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

/** A driver's reason: its code where it has one, else its words, which are not about anything stored. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return `${code} ${error.message}`.trim().split('\n')[0] ?? code;
}

/** A driver's code of what went wrong, '' without one. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

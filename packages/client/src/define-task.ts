import type { StandardSchemaV1 } from '@standard-schema/spec';

/** What a task returns and reports, as schemas of any library that speaks Standard Schema (zod, valibot, arktype, …). */
export interface TaskDefinition<TResult = unknown, TMeta = unknown> {
  /** Only for messages. */
  readonly name?: string;
  readonly result?: StandardSchemaV1<unknown, TResult>;
  readonly meta?: StandardSchemaV1<unknown, TMeta>;
}

/**
 * A task's types, checked at run time too: pass it as `task` to a read, a wait or a hook. The result is what the schema makes of it; one that
 * does not fit is a `ResultValidationError`. A meta that does not fit is left as it came, with one warning on the console, so that
 * a changed detail does not break a progress bar.
 *
 * @example
 * const report = defineTask({ result: z.object({ rows: z.number() }), meta: z.object({ current: z.number(), total: z.number() }) });
 * const { rows } = await client.waitForTask(id, { task: report });
 */
export function defineTask<TResult = unknown, TMeta = unknown>(
  definition: TaskDefinition<TResult, TMeta>,
): TaskDefinition<TResult, TMeta> {
  return definition;
}

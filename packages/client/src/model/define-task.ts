import type { StandardSchemaV1 } from '@standard-schema/spec';
import { checkFunction, checkOption } from '../lib/check-option.ts';
import { isObject } from '../protocol/is-object.ts';
import { checkReading } from './check-reading.ts';
import type { ProgressReader, StatePhases } from './to-task-status.ts';

/** Schemas of a task's result and meta, by any library that implements Standard Schema (zod, valibot, arktype, …). */
export interface TaskDefinition<TResult = unknown, TMeta = unknown> {
  /** The task's name in error messages and warnings. Default: the task's id. */
  readonly name?: string | undefined;
  /** Checks the result of a task in SUCCESS. */
  readonly result?: StandardSchemaV1<unknown, TResult> | undefined;
  /** Checks the meta of a running task, which `update_state` has set. */
  readonly meta?: StandardSchemaV1<unknown, TMeta> | undefined;
  /** Phases of the states that this task sets itself. They take precedence over those of `createClient`. */
  readonly states?: StatePhases | undefined;
  /** Reads the progress from this task's meta, instead of the reader of `createClient`. */
  readonly progress?: ProgressReader | undefined;
  /**
   * Returns whether a result in SUCCESS means a failure, before `result` checks it. A returned text becomes the task's
   * `message`. The task's phase is then `failed`, and the result is in `data`.
   */
  readonly failedWhen?: ((result: unknown) => boolean | string | null | undefined) | undefined;
}

/**
 * Defines a task's types and checks them at run time. Pass the definition as `task` to a read, a wait or a hook.
 *
 * The result becomes the output of its schema. A result that the schema rejects is a `ResultValidationError`. A meta
 * that the schema rejects stays unchanged and is logged once with `console.warn`: it must not break a progress bar.
 *
 * @throws RangeError that names an option with a wrong value, and the allowed values
 * @example
 * const report = defineTask({
 *   result: z.object({ rows: z.number() }),
 *   meta: z.object({ current: z.number(), total: z.number() }),
 * });
 * const { rows } = await client.waitForTask(id, { task: report });
 */
export function defineTask<TResult = unknown, TMeta = unknown>(
  definition: TaskDefinition<TResult, TMeta>,
): TaskDefinition<TResult, TMeta> {
  checkDefinition(definition);
  return definition;
}

/** Checks a definition. @throws RangeError that names the option */
export function checkDefinition(definition: TaskDefinition): void {
  // a schema passed by mistake is an object, too, and would count as an empty definition
  const isDefinition = isObject(definition) && !('~standard' in definition);
  checkOption('task', definition ?? null, isDefinition, 'defineTask({ result: schema })');
  checkReading(definition);
  checkFunction('failedWhen', definition.failedWhen);
  checkSchema('result', definition.result);
  checkSchema('meta', definition.meta);
}

function checkSchema(option: string, schema: StandardSchemaV1 | undefined): void {
  checkOption(option, schema, !!schema?.['~standard']?.validate, 'a schema (zod, valibot, arktype, …)');
}

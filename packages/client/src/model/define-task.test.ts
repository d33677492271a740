import { type } from 'arktype';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineTask, type TaskDefinition } from './define-task.ts';

it.each<[unknown, RegExp]>([
  [{ states: { COMPLETED: 'done' } }, /^states\.COMPLETED must be one of pending,.*, and is "done"$/],
  [{ progress: 5 }, /^progress must be a function, and is 5$/],
  [{ failedWhen: 'error' }, /^failedWhen must be a function, and is "error"$/],
  [{ result: { rows: 'number' } }, /^result must be a schema \(zod, valibot, arktype, …\), and is/],
  [{ meta: null }, /^meta must be a schema /],
  [z.object({ rows: z.number() }), /^task must be defineTask\({ result: schema }\), and is/],
  ['report', /^task must be defineTask\({ result: schema }\), and is "report"$/],
  [undefined, /^task must be defineTask\({ result: schema }\), and is null$/],
])('a definition names the wrong option: %j', (definition, message) => {
  expect(() => defineTask(definition as TaskDefinition)).toThrow(message);
});

it('a definition accepts functions as schemas, and undefined for each member', () => {
  const schema = type({ rows: 'number' });
  expect(() => defineTask({ result: schema, meta: undefined, states: undefined, progress: undefined })).not.toThrow();
});

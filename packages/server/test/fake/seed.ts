import type { FakeCelery, FakeMember } from '@celery-results/client/msw';
import type { StoredRow, VectorCase } from '@celery-results/conformance';
import { parseLossless } from './lossless-json.ts';

/**
 * Tells a fake what the rows of a recorded case say, as a test of a page would.
 *
 * @throws TypeError or SyntaxError for a row that only a broken writer leaves behind, or that the fake has no word for
 */
export function seed(fake: FakeCelery, { rows = {} }: VectorCase): void {
  for (const row of rows['django_celery_results_taskresult'] ?? []) seedTask(fake, row);
  for (const row of rows['django_celery_results_groupresult'] ?? []) {
    const [, members] = tupleOf(parseLossless(textOf(row, 'result')));
    if (!Array.isArray(members)) throw new TypeError('a task tuple as a group');
    fake.group(textOf(row, 'group_id'), members.map(memberOf));
  }
}

function seedTask(fake: FakeCelery, row: StoredRow): void {
  const { content_encoding: encoding, traceback = null } = row;
  if (encoding !== 'utf-8') throw new TypeError(`encoding ${encoding}`);
  if (!/^\{"children": (null|\[\])\}$/.test(textOf(row, 'meta'))) throw new TypeError('meta beyond the usual');
  const task = fake.task(textOf(row, 'task_id'));
  const status = textOf(row, 'status');
  const value = parseLossless(textOf(row, 'result'));
  if (!['FAILURE', 'RETRY', 'REVOKED'].includes(status) || value === null) return void task.state(status, value);
  const { exc, args } = exceptionOf(value);
  const options = { traceback: typeof traceback === 'string' ? traceback : null };
  if (status === 'FAILURE') task.fail(exc, args, options);
  else if (status === 'RETRY') task.retry(exc, args, options);
  else if (exc === 'celery.exceptions.TaskRevokedError' && typeof args[0] === 'string') task.revoke(args[0]);
  else throw new TypeError(`revoked with ${exc}`);
}

function exceptionOf(value: unknown): { readonly exc: string; readonly args: readonly unknown[] } {
  const { exc_type: type, exc_module: module, exc_message: args } = Object(value);
  if (typeof type !== 'string' || typeof module !== 'string' || !Array.isArray(args))
    throw new TypeError('an exception told by hand');
  return { exc: `${module}.${type}`, args };
}

function memberOf(node: unknown): FakeMember {
  const [id, members] = tupleOf(node);
  return Array.isArray(members) ? { id, members: members.map(memberOf) } : id;
}

/** `[[id, parent], children]`, as Celery stores a result. */
function tupleOf(node: unknown): readonly [string, unknown] {
  if (!Array.isArray(node) || node.length !== 2 || !Array.isArray(node[0]) || typeof node[0][0] !== 'string')
    throw new TypeError('no result tuple');
  return [node[0][0], node[1]];
}

function textOf(row: StoredRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} is ${value}`);
  return value;
}

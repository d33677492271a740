import type { RouteName } from '../protocol/routes.ts';
import { type Answer, htmlAnswer, jsonAnswer } from './answer.ts';
import { type FakeMember, leavesOf } from './fake-group.ts';
import type { FakeRecord } from './fake-record.ts';
import type { Poll } from './fake-state.ts';
import { SERVER_ERROR } from './pages.ts';
import { problemAnswer } from './problem.ts';
import type { PythonValue } from './python-value.ts';

/** Whose answers: plain Django's, or those of `@celery-results/server`. */
export type FakeServer = 'django' | 'celery-results';

type View = (poll: Poll, id: string, server: FakeServer) => Answer;

/** The view of every route; a route without one does not compile. */
export const VIEWS: Readonly<Record<RouteName, View>> = {
  'celery-is_task_successful': (poll, id) => jsonAnswer({ task: { id, executed: isSuccess(poll.task(id)) } }),
  'celery-task_status': (poll, id) => jsonAnswer({ task: taskOf(id, poll.task(id)) }),
  'celery-is_group_successful': (poll, id) =>
    jsonAnswer({ group: { id, results: (poll.group(id) ?? []).map((member) => doneOf(poll, member)) } }),
  'celery-group_status': groupStatus,
};

/** A task as `celery-task_status` shows it. */
export function taskOf(id: string, record: FakeRecord): Readonly<Record<string, PythonValue>> {
  if (record?.kind !== 'exception') return { id, status: record?.status ?? 'PENDING', result: record?.result ?? null };
  const { status, exception, traceback } = record;
  return { id, status, result: exception?.repr ?? 'None', exc: exception?.exc ?? 'builtins.NoneType', traceback };
}

/** A nested group is done when all below it succeeded; an empty one is: vector group-nested-deep. */
function doneOf(poll: Poll, member: FakeMember): PythonValue {
  const id = typeof member === 'string' ? member : member.id;
  return { id, executed: leavesOf([member]).every((leaf) => isSuccess(poll.before(leaf))) };
}

function groupStatus(poll: Poll, id: string, server: FakeServer): Answer {
  const members = poll.group(id);
  if (server === 'django' && (!members || members.some((member) => breaksDjango(poll, member))))
    return htmlAnswer(500, SERVER_ERROR);
  if (!members) return problemAnswer({ name: 'unknown-group', detail: `no group is stored under ${id}` });
  return jsonAnswer({ group: { id, results: leavesOf(members).map((leaf) => memberOf(poll.task(leaf))) } });
}

/** Django cannot write an exception or a nested group as JSON: vectors group-one-failure, group-nested. */
function breaksDjango(poll: Poll, member: FakeMember): boolean {
  if (typeof member !== 'string') return true;
  const record = poll.ahead(member);
  return record?.kind === 'exception' && record.exception !== undefined;
}

function memberOf(record: FakeRecord): PythonValue {
  if (record?.kind === 'exception') return { result: record.exception?.repr ?? null, status: record.status };
  return { result: record?.result ?? null, status: record?.status ?? 'PENDING' };
}

function isSuccess(record: FakeRecord): boolean {
  return record?.status === 'SUCCESS';
}

import type { RouteName } from '../protocol/routes.ts';
import { type FakeMember, listLeaves } from './fake-group.ts';
import type { FakeRecord } from './fake-record.ts';
import type { Poll } from './fake-state.ts';
import { SERVER_ERROR } from './pages.ts';
import { problemResponse } from './problem.ts';
import type { PythonValue } from './python-value.ts';
import { type FakeResponse, htmlResponse, jsonResponse } from './response.ts';

/** The server that a fake imitates: plain Django, or `@celery-results/server`. */
export type FakeServer = 'django' | 'celery-results';

type View = (poll: Poll, id: string, server: FakeServer) => FakeResponse;

/** The view of each route. A route without a view does not compile. */
export const VIEWS: Readonly<Record<RouteName, View>> = {
  'celery-is_task_successful': (poll, id) => jsonResponse({ task: { id, executed: isSuccess(poll.task(id)) } }),
  'celery-task_status': (poll, id) => jsonResponse({ task: taskBody(id, poll.task(id)) }),
  'celery-is_group_successful': (poll, id) =>
    jsonResponse({ group: { id, results: (poll.group(id) ?? []).map((member) => memberDone(poll, member)) } }),
  'celery-group_status': groupStatus,
};

/** Creates the body of a task, as in `celery-task_status`. */
export function taskBody(id: string, record: FakeRecord): Readonly<Record<string, PythonValue>> {
  if (record?.kind !== 'exception') return { id, status: record?.status ?? 'PENDING', result: record?.result ?? null };
  const { status, exception, traceback } = record;
  return { id, status, result: exception?.repr ?? 'None', exc: exception?.exc ?? 'builtins.NoneType', traceback };
}

/** Returns whether a member is done. A nested group needs all tasks in SUCCESS: vector group-nested-deep. */
function memberDone(poll: Poll, member: FakeMember): PythonValue {
  const id = typeof member === 'string' ? member : member.id;
  return { id, executed: listLeaves([member]).every((leaf) => isSuccess(poll.peekLast(leaf))) };
}

function groupStatus(poll: Poll, id: string, server: FakeServer): FakeResponse {
  const members = poll.group(id);
  if (server === 'django' && (!members || members.some((member) => isUnserializable(poll, member))))
    return htmlResponse(500, SERVER_ERROR);
  if (!members) return problemResponse({ name: 'unknown-group', detail: `no group is stored under ${id}` });
  return jsonResponse({ group: { id, results: listLeaves(members).map((leaf) => memberStatus(poll.task(leaf))) } });
}

/** Returns whether a member (exception, nested group) causes Django's 500: vectors group-one-failure, group-nested. */
function isUnserializable(poll: Poll, member: FakeMember): boolean {
  if (typeof member !== 'string') return true;
  const record = poll.peekNext(member);
  return record?.kind === 'exception' && record.exception !== undefined;
}

function memberStatus(record: FakeRecord): PythonValue {
  if (record?.kind === 'exception') return { result: record.exception?.repr ?? null, status: record.status };
  return { result: record?.result ?? null, status: record?.status ?? 'PENDING' };
}

function isSuccess(record: FakeRecord): boolean {
  return record?.status === 'SUCCESS';
}

import { STATS_WINDOWS } from '@celery-results/client/protocol';
import { V1_ROUTES, type V1RouteName } from '@celery-results/client/protocol/v1-routes';
import type { ProblemName } from '../../problems/problems.ts';
import { ALWAYS, type Operation, type PathItem, problemResponses, readResponses, withNotFound } from './responses.ts';
import { ID, ref, type Schema } from './schemas.ts';

/** Describes the list of tasks. */
export function taskListItem(guards: readonly ProblemName[]): PathItem {
  const summary = 'The tasks that the client may read, newest change first.';
  const problems: readonly ProblemName[] = ['invalid-parameter', 'list-unavailable', ...guards];
  return readItem('v1-tasks', { summary, schema: ref('TaskList'), problems });
}

/** Describes the details of one task. */
export function taskDetailItem(guards: readonly ProblemName[]): PathItem {
  const summary = 'Everything about a task that is stored and visible for the client.';
  return withId(readItem('v1-task', { summary, schema: ref('TaskDetail'), problems: guards }));
}

/** Describes a page of a group. */
export function groupDetailItem(guards: readonly ProblemName[]): PathItem {
  const summary = 'A page of the members of a group, and the states of all of them.';
  const problems: readonly ProblemName[] = ['invalid-parameter', 'unreadable-result', ...guards];
  return withId(readItem('v1-group', { summary, schema: ref('GroupDetail'), problems }));
}

/** Describes the numbers over all tasks. */
export function statsItem(guards: readonly ProblemName[]): PathItem {
  const summary = 'Numbers over all tasks; needs the rights all and list.';
  return readItem('v1-stats', {
    summary,
    schema: ref('Stats'),
    problems: ['invalid-parameter', 'list-unavailable', ...guards],
  });
}

interface ReadItem {
  readonly summary: string;
  readonly schema: Schema;
  readonly problems: readonly ProblemName[];
}

function readItem(name: V1RouteName, { summary, schema, problems }: ReadItem): PathItem {
  const route = V1_ROUTES.find((one) => one.name === name);
  const parameters = (route?.parameters ?? []).map((parameter) => ({
    name: parameter,
    in: 'query',
    description: DESCRIPTIONS[parameter] ?? '',
    schema: SCHEMAS[parameter] ?? { type: 'string', minLength: 1, maxLength: 255 },
  }));
  const responses = { ...readResponses(schema), ...problemResponses(['unknown-parameter', ...problems, ...ALWAYS]) };
  return {
    get: { operationId: name, summary, parameters, responses },
    head: { summary: 'The headers of GET.', parameters, responses },
  };
}

function withId({ get, head }: PathItem): PathItem {
  const answers = (one: Operation): Operation => ({ ...one, responses: withNotFound(one.responses) });
  const parameters = [{ name: 'id', in: 'path', required: true, schema: ID }];
  return { parameters, ...(get && { get: answers(get) }), ...(head && { head: answers(head) }) };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  status: 'The stored state.',
  name: 'The name of the task.',
  worker: 'The name of the worker; needs the right args.',
  periodic: 'The name of the periodic task.',
  since: 'The last change is not earlier than this.',
  until: 'The last change is earlier than this.',
  q: 'The start of an id.',
  limit: 'The largest number of entries. Default 50.',
  cursor: 'A cursor of an answer to the same filters.',
  window: 'The window of the activity. Default 1h.',
};

const MOMENT: Schema = { type: 'string', format: 'date-time' };
const SCHEMAS: Readonly<Record<string, Schema>> = {
  since: MOMENT,
  until: MOMENT,
  q: { type: 'string', minLength: 4, maxLength: 255 },
  limit: { type: 'integer', minimum: 1, maximum: 200 },
  cursor: { type: 'string', minLength: 1 },
  window: { enum: [...STATS_WINDOWS] },
};

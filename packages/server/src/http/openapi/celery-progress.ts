import type { ProblemName } from '../../problems/problems.ts';
import { ALWAYS, type PathItem, problemResponses, readResponses } from './responses.ts';
import { ID, object, ref, type Schema, string } from './schemas.ts';

/** The answers at the path of celery-progress. */
export const PROGRESS_SCHEMAS: Readonly<Record<string, Schema>> = {
  CeleryProgress: object(
    {
      state: { description: 'A string, unless `meta` overrides it.' },
      complete: { type: 'boolean' },
      success: { type: ['boolean', 'null'], description: 'Null while the task runs, and for an ignored task.' },
      progress: {
        description: 'What the task has stored in the state PROGRESS; in other states an object with these members.',
        properties: { pending: { type: 'boolean' }, current: {}, total: {}, percent: {}, description: {} },
      },
      result: {
        description: 'The result, or the message of the exception; null without the right to it. Absent at first.',
      },
    },
    ['result'],
  ),
};

/** Returns the path of celery-progress, which is not below the mount prefix. */
export function progressPaths(path: string, guards: readonly ProblemName[]): Readonly<Record<string, PathItem>> {
  const page = { description: 'Not a valid id, a page.', content: { 'text/html; charset=utf-8': { schema: string } } };
  const responses = {
    ...readResponses(ref('CeleryProgress')),
    ...problemResponses(['unreadable-result', ...guards, ...ALWAYS]),
    404: page,
  };
  const item: PathItem = {
    servers: [{ url: '/' }],
    parameters: [{ name: 'task_id', in: 'path', required: true, schema: ID }],
    get: { operationId: 'celery-progress', summary: 'A task in the form of the package celery-progress.', responses },
    head: { summary: 'The headers of GET.', responses },
  };
  return { [`${path}{task_id}/`]: item };
}

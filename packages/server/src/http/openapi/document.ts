import { ROUTES, type RouteName, type UrlStyle } from '@celery-results/client/protocol';
import { V1_ROUTES, type V1RouteName } from '@celery-results/client/protocol/v1-routes';
import type { ProblemName } from '../../problems/problems.ts';
import { PROGRESS_SCHEMAS, progressPaths } from './celery-progress.ts';
import { groupDetailItem, statsItem, taskDetailItem, taskListItem } from './list-paths.ts';
import { LIST_SCHEMAS } from './list-schemas.ts';
import {
  ALWAYS,
  BODY_PROBLEMS,
  GUARDS,
  JSON_TYPE,
  json,
  LIMITS,
  LINK,
  type Operation,
  type PathItem,
  problemResponses,
  type Response,
  readResponses,
  STREAMS,
  text,
  withNotFound,
} from './responses.ts';
import { ID, ref, SCHEMAS, type Schema } from './schemas.ts';
import { STATS_SCHEMAS } from './stats-schemas.ts';

/** The parts of a server that the document describes. */
export interface DocumentOptions {
  /** Mount prefix, with a slash at both ends. */
  readonly basePath: string;
  readonly idFirst: boolean;
  /** The path of celery-progress, with a slash at both ends. Default: none. */
  readonly celeryProgressPath?: string | undefined;
  /** Whether the server answers `/livez` and `/readyz`. Default false. */
  readonly health?: boolean;
  /** Whether some clients may not read everything. Default false. */
  readonly secured?: boolean;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly [field: string]: unknown;
}

/** Creates the OpenAPI document of the routes. Every answer in every test is validated against it. */
export function openApiDocument(served: DocumentOptions): OpenApiDocument {
  const { basePath, idFirst, celeryProgressPath, health = false, secured = false } = served;
  const guards: readonly ProblemName[] = secured ? GUARDS : [];
  const styles: readonly UrlStyle[] = idFirst ? ['noun-first', 'id-first'] : ['noun-first'];
  return {
    openapi: '3.1.1',
    info: { title: 'celery-results', version: '1', description: 'The state of Celery tasks and groups.' },
    servers: [{ url: basePath.slice(0, -1) === '' ? '/' : basePath.slice(0, -1) }],
    paths: {
      ...v1Paths(guards),
      ...Object.assign({}, ...styles.map((style) => djangoPaths(style, guards))),
      ...(celeryProgressPath === undefined ? {} : progressPaths(celeryProgressPath, guards)),
      ...(health ? healthPaths() : {}),
    },
    components: {
      schemas: { ...SCHEMAS, ...LIST_SCHEMAS, ...STATS_SCHEMAS, ...PROGRESS_SCHEMAS },
      ...(secured ? { securitySchemes: SECURITY } : {}),
    },
    ...(secured ? { security: Object.keys(SECURITY).map((name) => ({ [name]: [] })) } : {}),
  };
}

const TITLES: Readonly<Record<RouteName, readonly [summary: string, schema: Schema]>> = {
  'celery-task_status': ['State and result of a task; PENDING if nothing is stored.', ref('TaskStatus')],
  'celery-is_task_successful': ['Whether the state of a task is SUCCESS.', ref('TaskDone')],
  'celery-group_status': ['State and result of every task of a group.', ref('GroupStatus')],
  'celery-is_group_successful': ['Whether the state of every task of a group is SUCCESS.', ref('GroupDone')],
};

/** Returns Django's own four paths. OPTIONS and TRACE answer the body of GET there. */
function djangoPaths(style: UrlStyle, guards: readonly ProblemName[]): Readonly<Record<string, PathItem>> {
  const items = ROUTES.map(({ name, key, [style]: template }) => {
    const [summary, schema] = TITLES[name];
    const unknown: readonly ProblemName[] = name === 'celery-group_status' ? ['unknown-group'] : [];
    const problems = withNotFound(problemResponses([...unknown, 'unreadable-result', ...guards, ...ALWAYS], LINK));
    const responses = { ...readResponses(schema, LINK), ...problems };
    const options = { 200: json(schema, LINK), ...problems };
    const operationId = style === 'noun-first' ? name : `${name}-id-first`;
    const item: PathItem = {
      parameters: [{ name: key, in: 'path', required: true, schema: ID }],
      get: { operationId, summary, responses },
      head: { summary: 'The headers of GET.', responses },
      options: { summary: 'The body of GET, as Django answers.', responses: options },
      trace: { summary: 'The body of GET, as Django answers.', responses: options },
    };
    return [`/${template.replace('<id>', `{${key}}`)}`, item] as const;
  });
  return Object.fromEntries(items);
}

function v1Paths(guards: readonly ProblemName[]): Readonly<Record<string, PathItem>> {
  const items: Readonly<Record<V1RouteName, PathItem>> = {
    'v1-status': batchItem(guards),
    'v1-events': { post: eventsOperation('v1-events', BODY_PROBLEMS, guards, { requestBody: BATCH_BODY }) },
    'v1-events-get': eventsItem(guards),
    'v1-tasks': taskListItem(guards),
    'v1-task': taskDetailItem(guards),
    'v1-group': groupDetailItem(guards),
    'v1-stats': statsItem(guards),
    'v1-openapi': documentItem(guards),
    'v1-client': clientFileItem(),
  };
  const paths: Record<string, PathItem> = {};
  for (const { name, path: template } of V1_ROUTES) {
    const path = `/${template.replace('<id>', '{id}')}`;
    paths[path] = { ...paths[path], ...items[name] };
  }
  return paths;
}

/** Describes the stream by GET, and its headers by HEAD. */
function eventsItem(guards: readonly ProblemName[]): PathItem {
  const problems: readonly ProblemName[] = ['invalid-body', 'too-many-ids'];
  const parameters = ['task', 'group'].map((name) => ({
    name,
    in: 'query',
    description: `Id of a ${name}.`,
    schema: { type: 'array', items: { type: 'string' }, maxItems: 100 },
  }));
  const get = eventsOperation('v1-events-get', problems, guards, { parameters });
  return { get, head: { summary: 'The headers of GET.', parameters, responses: get.responses } };
}

/** Describes a stream of events: docs/events.md. */
function eventsOperation(
  operationId: string,
  own: readonly ProblemName[],
  guards: readonly ProblemName[],
  request: Readonly<Record<string, unknown>>,
): Operation {
  const problems: readonly ProblemName[] = ['unknown-parameter', 'not-acceptable', ...own, ...guards, ...STREAMS];
  const opened: Response = {
    description: 'A stream that stays open. The data of each event is JSON: see EventData.',
    headers: { 'Cache-Control': text('no-store, no-transform'), 'X-Accel-Buffering': text('no') },
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  };
  return {
    operationId,
    summary: 'The states of tasks and groups, followed by each change.',
    ...request,
    responses: { 200: opened, ...problemResponses(problems) },
  };
}

function batchItem(guards: readonly ProblemName[]): PathItem {
  const problems: readonly ProblemName[] = ['unknown-parameter', ...BODY_PROBLEMS, ...guards, ...ALWAYS];
  return {
    post: {
      operationId: 'v1-status',
      summary: 'Many tasks and groups at once. For unchanged ones only the ids are answered.',
      requestBody: BATCH_BODY,
      responses: { 200: json(ref('Batch')), ...problemResponses(problems) },
    },
  };
}

function documentItem(guards: readonly ProblemName[]): PathItem {
  const responses = {
    ...readResponses({ type: 'object' }),
    ...problemResponses(['unknown-parameter', ...guards, ...LIMITS]),
  };
  return {
    get: { operationId: 'v1-openapi', summary: 'This document.', responses },
    head: { summary: 'The headers of GET.', responses },
  };
}

/** Describes the only route below the base path that needs no authorization. */
function clientFileItem(): PathItem {
  const headers = { ETag: text('Changes with the version.'), 'Cache-Control': text('public, no-cache') };
  const responses = {
    200: {
      description: 'A script for pages without a build step.',
      headers,
      content: { 'text/javascript; charset=utf-8': { schema: { type: 'string' } } },
    },
    304: { description: 'The body has the entity tag of the If-None-Match header.', headers },
    ...problemResponses(['unknown-parameter', ...LIMITS]),
  };
  return {
    get: { operationId: 'v1-client', summary: 'Elements that show tasks and groups.', security: [], responses },
    head: { summary: 'The headers of GET.', security: [], responses },
  };
}

/** Describes the health routes, which are not below the mount prefix. */
function healthPaths(): Readonly<Record<string, PathItem>> {
  const item = (name: string, summary: string, problems: readonly ProblemName[]): PathItem => {
    const ok: Response = { description: 'ok', content: { [TEXT_TYPE]: { schema: { const: 'ok\n' } } } };
    const responses = { 200: ok, ...problemResponses(problems) };
    return { servers: ROOT, get: { operationId: name, summary, responses }, head: { summary: 'As GET.', responses } };
  };
  return {
    '/livez': item('livez', 'Whether the process is alive.', ['internal-error']),
    '/readyz': item('readyz', 'Whether requests should be sent here.', ['draining', 'store-unavailable']),
  };
}

const ROOT = [{ url: '/' }] as const;
const TEXT_TYPE = 'text/plain; charset=utf-8';
const SECURITY = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  session: { type: 'apiKey', in: 'cookie', name: 'sessionid', description: 'The cookies of a Django session.' },
};
const BATCH_BODY = { required: true, content: { [JSON_TYPE]: { schema: ref('BatchRequest') } } };

import { ROUTES, type RouteName, type UrlStyle } from '@celery-results/client/protocol';
import { V1_ROUTES, type V1RouteName } from '@celery-results/client/protocol/v1-routes';
import { PROBLEMS, type ProblemName, typeOf } from '../../problems.ts';
import { ID, ref, SCHEMAS, type Schema } from './schemas.ts';

/** What is served. */
export interface Served {
  /** Mount prefix, with a slash at both ends. */
  readonly basePath: string;
  readonly idFirst: boolean;
  /** Whether `/livez` and `/readyz` are answered too. Default false. */
  readonly health?: boolean;
  /** Whether there is somebody who may not see everything. Default false. */
  readonly secured?: boolean;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly [field: string]: unknown;
}

type Method = 'get' | 'head' | 'options' | 'post';
export type PathItem = { readonly [Verb in Method]?: Operation } & {
  readonly parameters?: readonly Schema[];
  /** Where another server than the document's has the path. */
  readonly servers?: readonly { readonly url: string }[];
};

export interface Operation {
  readonly responses: Readonly<Record<string, Response>>;
  readonly [field: string]: unknown;
}

interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** Describes what the routes answer; every answer in every test is held against it. */
export function openApiDocument(served: Served): OpenApiDocument {
  const { basePath, idFirst, health = false, secured = false } = served;
  const guards: readonly ProblemName[] = secured ? GUARDS : [];
  const styles: readonly UrlStyle[] = idFirst ? ['noun-first', 'id-first'] : ['noun-first'];
  return {
    openapi: '3.1.1',
    info: { title: 'celery-results', version: '1', description: 'The state of Celery tasks and groups.' },
    servers: [{ url: basePath.slice(0, -1) === '' ? '/' : basePath.slice(0, -1) }],
    paths: {
      ...v1Paths(guards),
      ...Object.assign({}, ...styles.map((style) => djangoPaths(style, guards))),
      ...(health ? healthPaths() : {}),
    },
    components: { schemas: SCHEMAS, ...(secured ? { securitySchemes: SECURITY } : {}) },
    ...(secured ? { security: Object.keys(SECURITY).map((name) => ({ [name]: [] })) } : {}),
  };
}

const TITLES: Readonly<Record<RouteName, readonly [summary: string, schema: Schema]>> = {
  'celery-task_status': ['State and result of a task; PENDING where nothing is stored.', ref('TaskStatus')],
  'celery-is_task_successful': ['Whether the state of a task is SUCCESS.', ref('TaskDone')],
  'celery-group_status': ['State and result of every task of a group.', ref('GroupStatus')],
  'celery-is_group_successful': ['Whether the state of every task of a group is SUCCESS.', ref('GroupDone')],
};

/** Django's own four. OPTIONS has the body of GET there. */
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
      options: { summary: 'The body of GET, which is what Django answers.', responses: options },
    };
    return [`/${template.replace('<id>', `{${key}}`)}`, item] as const;
  });
  return Object.fromEntries(items);
}

/** Django's own page, where the id has characters that no id has. */
function withNotFound(responses: Operation['responses']): Operation['responses'] {
  const { description = '', content } = responses[404] ?? {};
  const page = { 'text/html; charset=utf-8': { schema: { type: 'string' } } };
  const known = description === '' ? '' : `${description}, a problem; `;
  return { ...responses, 404: { description: `${known}no id is like this, a page`, content: { ...content, ...page } } };
}

function v1Paths(guards: readonly ProblemName[]): Readonly<Record<string, PathItem>> {
  const items: Readonly<Record<V1RouteName, PathItem>> = {
    'v1-status': batchItem(guards),
    'v1-openapi': documentItem(guards),
  };
  return Object.fromEntries(V1_ROUTES.map(({ name, path }) => [`/${path}`, items[name]]));
}

function batchItem(guards: readonly ProblemName[]): PathItem {
  const refused = [
    ...(['unknown-parameter', 'invalid-json', 'invalid-body', 'too-many-ids'] as const),
    ...(['body-too-large', 'unsupported-media-type', ...guards, ...ALWAYS] as const),
  ];
  return {
    post: {
      operationId: 'v1-status',
      summary: 'Many tasks and groups at once; those that have not changed are only named.',
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: ref('BatchRequest') } } },
      responses: { 200: json(ref('Batch')), ...problemResponses(refused) },
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

/** Not below the mount prefix. */
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
const JSON_TYPE = 'application/json';
/** What is answered before a route is looked for, without its headers. */
const BEFORE: readonly ProblemName[] = ['overloaded', 'rate-limited', 'token-in-url', 'url-too-long'];
/** What is answered to who may not ask, or not this. */
const GUARDS: readonly ProblemName[] = [
  ...(['token-in-url', 'unauthenticated', 'invalid-token', 'forbidden', 'foreign-origin'] as const),
  'auth-unavailable',
];
const SECURITY = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  session: { type: 'apiKey', in: 'cookie', name: 'sessionid', description: 'Any cookies, where Django is asked.' },
};
const LIMITS: readonly ProblemName[] = ['internal-error', ...BEFORE];
const ALWAYS: readonly ProblemName[] = [...LIMITS, 'store-unavailable'];

type Headers = NonNullable<Response['headers']>;

const text = (description: string): Schema => ({ description, required: true, schema: { type: 'string' } });
const LINK: Headers = { Link: text('Where the batch is: relation urn:celery-results:v1.') };
const KEPT: Headers = {
  ETag: text('Changes with the body.'),
  'Cache-Control': text('private, no-cache'),
  Vary: text('What answers may depend on.'),
};

/** Answers to a read, with and without the client's knowing the body already. */
function readResponses(schema: Schema, headers: Headers = {}): Operation['responses'] {
  return {
    200: json(schema, { ...headers, ...KEPT }),
    304: { description: 'The body is the one of the If-None-Match.', headers: { ...headers, ...KEPT } },
  };
}

function json(schema: Schema, headers: Headers = {}): Response {
  return { description: 'The answer.', headers, content: { [JSON_TYPE]: { schema } } };
}

/** One response a status, since several problems may share it. */
function problemResponses(names: readonly ProblemName[], headers: Headers = {}): Operation['responses'] {
  const byStatus = Map.groupBy(names, (name) => PROBLEMS[name].status);
  const responses = [...byStatus].map(([status, group]) => {
    const types = { properties: { type: { enum: group.map(typeOf) }, status: { const: status } } };
    const response: Response = {
      description: group.map((name) => PROBLEMS[name].title).join('; '),
      headers: {
        ...(group.some((name) => BEFORE.includes(name)) ? {} : headers),
        ...(status === 401 ? { 'WWW-Authenticate': text('What to send: RFC 6750.') } : {}),
        ...(status === 503 || status === 429 ? { 'Retry-After': text('Seconds.') } : {}),
      },
      content: { 'application/problem+json': { schema: { allOf: [ref('Problem'), types] } } },
    };
    return [status, response] as const;
  });
  return Object.fromEntries(responses);
}

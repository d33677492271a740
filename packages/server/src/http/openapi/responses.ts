import { PROBLEMS, type ProblemName, typeOf } from '../../problems/problems.ts';
import { ref, type Schema } from './schemas.ts';

type Method = 'get' | 'head' | 'options' | 'post' | 'trace';
export type PathItem = { readonly [Verb in Method]?: Operation } & {
  readonly parameters?: readonly Schema[];
  /** Set for a path that is not below the mount prefix. */
  readonly servers?: readonly { readonly url: string }[];
};

export interface Operation {
  readonly responses: Readonly<Record<string, Response>>;
  readonly [field: string]: unknown;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export const JSON_TYPE: string = 'application/json';
/** Problems that are answered before a route is looked up, and so without the headers of a route. */
const BEFORE: readonly ProblemName[] = [
  'invalid-host',
  'malformed-request',
  'overloaded',
  'rate-limited',
  'token-in-url',
  'url-too-long',
];
/** Problems of authorization. */
export const GUARDS: readonly ProblemName[] = [
  'token-in-url',
  'unauthenticated',
  'invalid-token',
  'forbidden',
  'foreign-origin',
  'auth-unavailable',
];
export const LIMITS: readonly ProblemName[] = ['internal-error', ...BEFORE];
export const ALWAYS: readonly ProblemName[] = [...LIMITS, 'store-unavailable'];
export const STREAMS: readonly ProblemName[] = [...ALWAYS, 'too-many-streams', 'draining'];
export const BODY_PROBLEMS: readonly ProblemName[] = [
  'invalid-json',
  'invalid-body',
  'too-many-ids',
  'body-too-large',
  'unsupported-media-type',
];
type Headers = NonNullable<Response['headers']>;

export const text = (description: string): Schema => ({ description, required: true, schema: { type: 'string' } });
export const LINK: Headers = {
  Link: text('The URLs of the extension: relations urn:celery-results:v1 and urn:celery-results:events.'),
};
const KEPT: Headers = {
  ETag: text('Changes with the body.'),
  'Cache-Control': text('private, no-cache'),
  Vary: text('The headers that a response depends on.'),
};

/** Returns the responses to a read: the body, or 304 if the client has it. */
export function readResponses(schema: Schema, headers: Headers = {}): Operation['responses'] {
  return {
    200: json(schema, { ...headers, ...KEPT }),
    304: { description: 'The body has the entity tag of the If-None-Match header.', headers: { ...headers, ...KEPT } },
  };
}

export function json(schema: Schema, headers: Headers = {}): Response {
  return { description: 'The answer.', headers, content: { [JSON_TYPE]: { schema } } };
}

/** Returns one response per status, since several problems may share a status. */
export function problemResponses(names: readonly ProblemName[], headers: Headers = {}): Operation['responses'] {
  const byStatus = Map.groupBy(names, (name) => PROBLEMS[name].status);
  const responses = [...byStatus].map(([status, group]) => {
    const types = { properties: { type: { enum: group.map(typeOf) }, status: { const: status } } };
    const response: Response = {
      description: group.map((name) => PROBLEMS[name].title).join('; '),
      headers: {
        ...(group.some((name) => BEFORE.includes(name)) ? {} : headers),
        ...(status === 401 ? { 'WWW-Authenticate': text('How to authenticate: RFC 6750.') } : {}),
        ...(status === 503 || status === 429 ? { 'Retry-After': text('Seconds.') } : {}),
      },
      content: { 'application/problem+json': { schema: { allOf: [ref('Problem'), types] } } },
    };
    return [status, response] as const;
  });
  return Object.fromEntries(responses);
}

/** Adds Django's own page for an id with invalid characters. */
export function withNotFound(responses: Operation['responses']): Operation['responses'] {
  const { description = '', content } = responses[404] ?? {};
  const page = { 'text/html; charset=utf-8': { schema: { type: 'string' } } };
  const known = description === '' ? '' : `${description}, a problem; `;
  return { ...responses, 404: { description: `${known}not a valid id, a page`, content: { ...content, ...page } } };
}

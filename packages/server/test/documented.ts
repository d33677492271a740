import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from '../src/http/openapi/document.ts';
import type { PathItem } from '../src/http/openapi/responses.ts';
import { decodeTarget } from '../src/http/request/decode-target.ts';
import { NEWEST_PYTHON, unknownCharacters } from '../src/lib/unicode.ts';
import { toStrictJson } from '../src/views/strict-json.ts';
import { parseEvents } from './parse-events.ts';
import type { RawAnswer } from './raw-http.ts';

/** Throws for an answer that the server's OpenAPI document does not describe. */
export type DocumentCheck = (method: string, path: string, answer: RawAnswer) => void;

/** Problems that come before the route is known: limits, and a token in the URL. */
const ANYWHERE: readonly number[] = [400, 414, 429, 503];

/** The letters of ids are those of Python, and patterns of JSON Schema have those of Node. */
const UNKNOWN = new RegExp(`[${unknownCharacters(NEWEST_PYTHON)}]`, 'u');

/** Characters of a body that is looked at; there is nothing in a larger one that a smaller one has not. */
const LARGE = 8 * 1024 * 1024;

export function documentCheck(document: OpenApiDocument): DocumentCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'document');
  const [{ url = '/' } = {}] = document['servers'] as readonly { readonly url?: string }[];
  const paths = Object.entries(document.paths).map(([template, item]) => ({
    template,
    item,
    pattern: patternOf(url === '/' || item.servers ? template : url + template, item),
  }));

  const check = (place: readonly string[], value: unknown): void => {
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent);
    const validate = ajv.getSchema(`document#/${pointer.join('/')}`);
    if (!validate) throw new Error(`the document has no ${place.join(' ')}`);
    if (!validate(value)) throw new Error(`${place.join(' ')}: ${ajv.errorsText(validate.errors)}`);
  };

  return (method, target, answer) => {
    // the preflight of CORS is no operation of the API
    if (method === 'OPTIONS' && answer.status === 204) return checkPreflight(answer);
    const path = decodeTarget(target).path;
    const isKnown = path !== undefined && !UNKNOWN.test(path);
    const found = paths.filter(({ pattern }) => isKnown && pattern.test(path));
    const verb = method.toLowerCase() as 'get';
    const one = found.find(({ item }) => item[verb]);
    if (!one) return checkUndocumented(answer, found.length > 0);
    const response = one.item[verb]?.responses[answer.status];
    if (!response) throw new Error(`${method} ${one.template} may not answer ${answer.status}`);
    for (const name of Object.keys(response.headers ?? {}))
      if (answer.headers[name.toLowerCase()] === undefined) throw new Error(`${method} ${one.template}: no ${name}`);
    // the page that is documented is for paths that do not match
    const types = Object.keys(response.content ?? {}).filter((type) => !type.startsWith('text/html'));
    const contentType = types.find((type) => type === answer.contentType);
    if (contentType !== answer.contentType)
      throw new Error(`${method} ${one.template}: ${answer.contentType} is not ${types.join(' or ')}`);
    if (contentType === undefined || method === 'HEAD' || answer.body.length > LARGE) return;
    const place = ['paths', one.template, verb, 'responses', String(answer.status), 'content', contentType, 'schema'];
    check(place, contentType.includes('json') ? JSON.parse(toStrictJson(answer.body)) : answer.body);
    if (contentType !== 'text/event-stream') return;
    for (const { event, data } of parseEvents(answer.body))
      check(['components', 'schemas', 'EventData', 'properties', event], JSON.parse(data));
  };

  function checkPreflight({ headers, body }: RawAnswer): void {
    for (const name of ['access-control-allow-origin', 'access-control-allow-methods'])
      if (headers[name] === undefined) throw new Error(`a preflight has no ${name}`);
    if (body !== '') throw new Error('a preflight has a body');
  }

  /** Another method, a path that lacks its slash, or one that does not exist. */
  function checkUndocumented(answer: RawAnswer, isKnownPath: boolean): void {
    const isProblem = isKnownPath || ANYWHERE.includes(answer.status);
    const allowed = [...ANYWHERE, ...(isKnownPath ? [405] : [301, 404])];
    if (!allowed.includes(answer.status)) throw new Error(`${answer.status} is answered to what is not documented`);
    if (isProblem) check(['components', 'schemas', 'Problem'], JSON.parse(answer.body));
  }
}

function patternOf(template: string, { parameters = [] }: PathItem): RegExp {
  const ids = new Map(
    parameters.map((one) => {
      const { name, schema } = one as { readonly name: string; readonly schema: { readonly pattern: string } };
      return [name, schema.pattern.slice(1, -1)];
    }),
  );
  const source = template
    .split(/(\{\w+\})/)
    .map((part) => ids.get(part.slice(1, -1)) ?? part.replace(/[.$+]/g, '\\$&'));
  return new RegExp(`^${source.join('')}$`, 'u');
}

import fc from 'fast-check';

/** A request as it is written to the connection. */
export interface BadRequest {
  readonly text: Buffer;
  /** The connection is ended in the middle of it, so that no answer has to come. */
  readonly breaksOff: boolean;
}

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'QUERY', 'get', 'X!'];
const ROUTES = [
  'task/status/ID/',
  'task/done/ID/',
  'group/status/ID/',
  'group/done/ID/',
  'ID/status/',
  'ID/group/done/',
];
const PLACES = ['/celery/', '/celery//', '//celery/', '/', '/celery/v1/', '/CELERY/', '/celery/../', '/celery/%2e%2e/'];

const id = fc.oneof(
  fc.constantFrom(
    't-1',
    'g',
    '__proto__',
    'constructor',
    '..',
    '.',
    '%00',
    '%2F',
    '%252F',
    '%FF',
    '%C0%AF',
    '%',
    '%zz',
  ),
  fc.stringMatching(/^[\w.-]{1,40}$/),
  fc.string({ unit: 'grapheme', maxLength: 30 }).map(encodeURIComponent),
  fc.integer({ min: 100, max: 9_000 }).map((length) => 'a'.repeat(length)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\s\0]/g, '_'),
  ),
);
const path = fc.oneof(
  fc
    .tuple(fc.constantFrom(...PLACES), fc.constantFrom(...ROUTES), id)
    .map(([place, route, one]) => place + route.replace('ID', one)),
  fc.tuple(fc.constantFrom(...ROUTES), id).map(([route, one]) => `/celery/${route.replace('ID', one).slice(0, -1)}`),
  fc.constantFrom(
    '/celery/v1/status/',
    '/celery/v1/status',
    '/celery/v1/openapi.json',
    '/livez',
    '/readyz',
    '/metrics',
    '*',
  ),
  id.map((one) => `/${one}`),
  id.map((one) => `http://other.example/${one}`),
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom('?', '?a=1', '?%zz', '?token=a&token=b', '??'),
  id.map((one) => `?${one}=${one}`),
);

const header = fc.constantFrom(
  'If-None-Match: *',
  'If-None-Match: "',
  'If-None-Match: W/"a", "b',
  `If-None-Match: ${'"a",'.repeat(500)}`,
  'X-Request-Id: a b',
  `X-Request-Id: ${'x'.repeat(5_000)}`,
  'X-Forwarded-For: ,,,',
  'X-Forwarded-For: ::1%"',
  'Authorization: Bearer',
  'Authorization: \xff',
  'Cookie: =;=',
  'Origin: null',
  'Host:',
  'Host: a b',
  'Host: [',
  'Accept: \x80',
  'Expect: 100-continue',
  'Expect: nonsense',
  'Connection: upgrade',
  'Upgrade: websocket',
  'Transfer-Encoding: nonsense',
  'Content-Encoding: gzip',
  'Content-Type: text/plain',
  'Content-Type: application/json; charset=utf-16',
  'Range: bytes=0-',
  'Content-Length: -1',
  'Content-Length: 1e3',
  'no colon',
  ': no name',
  'Fold: a\r\n b',
  `Large: ${'x'.repeat(17_000)}`,
);
const ids = fc.dictionary(fc.string({ maxLength: 20 }), fc.oneof(fc.constant(null), fc.string(), fc.integer()), {
  maxKeys: 20,
});
const body = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.record({ tasks: ids, groups: ids }, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
  fc.json(),
  fc.constantFrom(
    '{"tasks"',
    '[]',
    '\ufeff{}',
    '{"tasks": {"\\ud800": null}}',
    '['.repeat(50_000),
    `{"tasks": {"${'x'.repeat(300_000)}": null}}`,
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

const badRequest = fc
  .record({
    line: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(
          fc.constantFrom(...METHODS),
          fc.tuple(path, query).map((parts) => parts.join('')),
        ),
      },
      fc.constantFrom(['POST', '/celery/v1/status/'] as const, ['GET', '/celery/task/status/t-1/'] as const),
    ),
    version: fc.oneof({ weight: 30, arbitrary: fc.constant('1.1') }, fc.constantFrom('1.0', '2.0', '9.9', 'x')),
    headers: fc.array(header, { maxLength: 3 }),
    body,
    breaksOff: fc.integer({ min: 0, max: 19 }).map((one) => one === 0),
  })
  .map(({ line: [method, target], version, headers, body: content, breaksOff }): BadRequest => {
    const length = Buffer.byteLength(content, 'latin1') + (breaksOff ? 10 : 0);
    const framing = content === '' && !breaksOff ? [] : [`Content-Length: ${length}`];
    const json = headers.some((one) => one.startsWith('Content-Type')) ? [] : ['Content-Type: application/json'];
    const lines = [
      `${method} ${target} HTTP/${version}`,
      'Host: localhost',
      'Connection: close',
      ...json,
      ...framing,
      ...headers,
    ];
    return { text: Buffer.from(`${lines.join('\r\n')}\r\n\r\n${content}`, 'latin1'), breaksOff };
  });

/** Invalid requests. The same seed creates the same requests. */
export function badRequests(count: number, seed: number): readonly BadRequest[] {
  return fc.sample(badRequest, { numRuns: count, seed });
}

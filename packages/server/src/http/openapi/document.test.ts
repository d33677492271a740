import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { unrestricted } from '../../access/unrestricted-store.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { createStats } from '../../views/stats/stats.ts';
import { createRoutes } from '../routes.ts';
import { openApiDocument } from './document.ts';

let results: ResultsFile;
let store: OpenedStore;
beforeAll(async () => {
  results = await createResultsFile();
  store = await openTestStore(results.url);
});
afterAll(async () => {
  await store.close();
  await results.remove();
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({
      ...openApiDocument({ basePath: '/celery/', idFirst: true, health: true }),
    });
    expect({ valid, errors }).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it.each([
    { basePath: '/celery/', idFirst: true },
    { basePath: '/a.b/c/', idFirst: false },
    { basePath: '/', idFirst: true },
  ])('has exactly the paths and methods of the router: $basePath', (served) => {
    const router = createRoutes({
      ...served,
      python: '3.14',
      resolveStore: async () => unrestricted(store.results),
      openStream: async () => {},
      stats: createStats(store),
      limits: { batchResultLimit: 1, batchAnswerLimit: 1_000_000, maxIds: 1, maxBody: 1, cacheSize: 0 },
    });
    const { paths } = openApiDocument(served);
    // the router does not answer the health routes
    const below = Object.entries(paths).filter(([, item]) => item.servers === undefined);
    const described = below.flatMap(([template, item]) =>
      Object.keys(item)
        .filter((key) => key !== 'parameters')
        .map((method) => ({
          path: served.basePath.slice(0, -1) + template.replace(/\{\w+\}/, 'an-id'),
          method: method.toUpperCase(),
        })),
    );
    const routed = router.stack.flatMap(({ regexp, methods }) => methods.map((method) => ({ regexp, method })));
    expect(described).toHaveLength(routed.length);
    for (const { path, method } of described)
      expect([path, method, router.match(path, method).route]).toEqual([path, method, true]);
    for (const { regexp, method } of routed)
      expect(
        described.filter((one) => one.method === method && regexp.test(one.path)),
        `${method} ${regexp}`,
      ).not.toHaveLength(0);
  });

  it('describes the health routes at the root', () => {
    const served = { basePath: '/celery/', idFirst: true };
    expect(Object.keys(openApiDocument(served).paths)).not.toContain('/readyz');
    for (const path of ['/livez', '/readyz'])
      expect(openApiDocument({ ...served, health: true }).paths[path]).toMatchObject({ servers: [{ url: '/' }] });
  });

  it('describes the path of celery-progress at the root, and only if it is set', async () => {
    const served = { basePath: '/celery/', idFirst: true, secured: true };
    const path = '/a/celery-progress/{task_id}/';
    expect(Object.keys(openApiDocument(served).paths)).not.toContain(path);
    const document = openApiDocument({ ...served, celeryProgressPath: '/a/celery-progress/' });
    expect(document.paths[path]).toMatchObject({ servers: [{ url: '/' }] });
    expect(Object.keys(document.paths[path]?.get?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403']));
    expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
  });

  it('names the mount prefix, also if it is only a slash', () => {
    expect(openApiDocument({ basePath: '/a/b/', idFirst: true })['servers']).toEqual([{ url: '/a/b' }]);
    expect(openApiDocument({ basePath: '/', idFirst: true })['servers']).toEqual([{ url: '/' }]);
  });
});

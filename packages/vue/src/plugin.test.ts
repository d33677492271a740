import { createClient } from '@celery-results/client';
import { expect, it } from 'vitest';
import { createSSRApp } from 'vue';
import { celeryResults, useCeleryClient } from './plugin.ts';

const MESSAGE = 'useCeleryClient needs app.use(celeryResults, { client }), and a call in setup()';

it('provides the client of the app', () => {
  const client = createClient({ baseUrl: 'http://django.test/celery/' });
  const app = createSSRApp({}).use(celeryResults, { client });
  expect(app.runWithContext(useCeleryClient)).toBe(client);
});

it('throws an error with the fix if there is no plugin or no component', () => {
  expect(() => createSSRApp({}).runWithContext(useCeleryClient)).toThrow(MESSAGE);
  expect(useCeleryClient).toThrow(MESSAGE);
});

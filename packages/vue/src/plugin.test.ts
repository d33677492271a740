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

it('says what to do without a plugin, and outside of a component', () => {
  expect(() => createSSRApp({}).runWithContext(useCeleryClient)).toThrow(MESSAGE);
  expect(useCeleryClient).toThrow(MESSAGE);
});

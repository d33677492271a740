import { describe, expect, it } from 'vitest';
import type { ClientOptions } from './client-options.ts';
import { createClient } from './create-client.ts';

const create = (options: object) => () => createClient({ baseUrl: 'http://django.test/', ...options } as ClientOptions);

describe('an option of createClient with a wrong value', () => {
  it.each([
    [{ states: { COMPLETED: 'done' } }, /^states\.COMPLETED must be one of pending,running,.*, and is "done"$/],
    [{ states: { COMPLETED: 'unknown' } }, /^states\.COMPLETED must be one of pending/],
    [{ states: { COMPLETED: null } }, /^states\.COMPLETED must be .*, and is null$/],
    [{ states: ['COMPLETED'] }, /^states.0 must be one of pending/],
    [{ states: 'COMPLETED' }, /^states must be an object, and is "COMPLETED"$/],
    [{ states: null }, /^states must be an object, and is null$/],
    [{ progress: 'percent' }, /^progress must be a function, and is "percent"$/],
    [{ fetch: true }, /^fetch must be a function, and is true$/],
    [{ poll: 1_000 }, /^poll must be an object, and is 1000$/],
    [{ poll: { interval: 2_000, maxInterval: 1_000 } }, /^interval must be at most maxInterval \(1000\), and is 2000$/],
    [{ poll: { interval: '500' } }, /^interval must be 1 to 2147483647 milliseconds, and is "500"$/],
    [{ poll: { maxInterval: -1 } }, /^maxInterval must be 1 to 2147483647 milliseconds, and is -1$/],
    [{ batch: 'false' }, /^batch must be one of true,false, and is "false"$/],
    [{ push: 0 }, /^push must be one of true,false, and is 0$/],
    [{ urlStyle: 'id_first' }, /^urlStyle must be one of noun-first,id-first, and is "id_first"$/],
    [{ credentials: 'always' }, /^credentials must be one of same-origin,include,omit, and is "always"$/],
    [{ retry: -1 }, /^retry must be a number of retries, or ky's options, and is -1$/],
    [{ retry: 1.5 }, /^retry must be/],
    [{ retry: false }, /^retry must be .*, and is false$/],
    [{ timeout: 0 }, /^timeout must be 1 to 2147483647 milliseconds, and is 0$/],
    [{ timeout: '10s' }, /^timeout must be .*, and is "10s"$/],
    [{ unknownAfter: true }, /^unknownAfter must be 0 to 2147483647 milliseconds, and is true$/],
  ])('is named with its allowed values: %j', (options, message) => {
    expect(create(options)).toThrow(message);
  });

  it.each([
    { states: { COMPLETED: 'succeeded' }, progress: () => 5 },
    { timeout: false, unknownAfter: false, batch: false, push: false },
    { poll: { interval: 20_000 } },
    { retry: { limit: 1 } },
    { retry: 0 },
    { retry: undefined, states: undefined, push: undefined },
  ])('is not reported for %j', (options) => {
    expect(create(options)).not.toThrow();
  });
});

import { expect, it } from 'vitest';
import { fakeContext } from '../../test/fake-context.ts';
import { stateOf } from './koa/context.ts';
import { type ClientNames, createClientNames, type LoggedClient } from './log-clients.ts';

function logged(names: ClientNames, address: string, subject?: string): LoggedClient {
  const ctx = fakeContext({ 'X-Forwarded-For': address });
  if (subject !== undefined) stateOf(ctx).subject = subject;
  return createClientNames(names, 1)(ctx);
}

it('names clients by hashes that depend on the key', () => {
  const first = logged({ mode: 'hash', key: 'k' }, '192.0.2.1', 'ann');
  expect(first).toEqual({
    address: expect.stringMatching(/^[\w-]{12}$/),
    subject: expect.stringMatching(/^[\w-]{12}$/),
  });
  expect(logged({ mode: 'hash', key: 'k' }, '192.0.2.1', 'ann')).toEqual(first);
  expect(logged({ mode: 'hash', key: 'k' }, '192.0.2.2', 'bob')).not.toMatchObject({ address: first.address });
  expect(logged({ mode: 'hash', key: 'other' }, '192.0.2.1')).not.toMatchObject({ address: first.address });
});

it('names clients in plain text or not at all, by its setting', () => {
  expect(logged({ mode: 'plain' }, '192.0.2.1', 'ann')).toEqual({ address: '192.0.2.1', subject: 'ann' });
  expect(logged({ mode: 'plain' }, '192.0.2.1', 'x'.repeat(999)).subject).toHaveLength(200);
  expect(logged({ mode: 'none' }, '192.0.2.1', 'ann')).toEqual({});
});

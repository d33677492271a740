import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CountingStore, countingStore } from '../../test/counting-store.ts';
import { openTestStore } from '../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../test/results-file.ts';
import { Forbidden } from '../problems/errors.ts';
import type { TaskRecord } from '../stores/record.ts';
import type { ScopedStore } from './access.ts';
import { type Grant, parseGrant } from './grant.ts';
import { redact } from './redact.ts';
import { scopedStore } from './scoped-store.ts';
import { unrestricted } from './unrestricted-store.ts';

let results: ResultsFile;
let store: CountingStore;
beforeAll(async () => {
  results = await createResultsFile();
  results.task('a', { result: '{"n": 1}' });
  results.task('u1.a');
  results.task('member');
  results.task('failed', {
    status: 'FAILURE',
    result: '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}',
    traceback: 'tb',
  });
  results.task('bytes', { result: '{"__type__": "base64", "__value__": "/wA="}' });
  results.task('broken', { result: '{' });
  results.group('g', '[["g", null], [[["member", null], null], [["inner", null], [[["deep", null], null]]]]]');
  results.group('u1.g', '[["u1.g", null], [[["member", null], null]]]');
  results.group('unreadable', '[[');
  store = countingStore(await openTestStore(results.url));
});
afterAll(async () => {
  await store.close();
  await results.remove();
});
beforeEach(() => {
  store.reads.length = 0;
});

describe('versions', () => {
  it('are given for granted ids only, and differ by visible fields', async () => {
    const all = { tasks: ['a'], access: ['status', 'result', 'error', 'traceback'] };
    const versionOf = async (claims: object): Promise<string | undefined> => {
      const seen = scoped(claims);
      const version = (await seen.versions(['a'])).get('a');
      expect((await seen.tasks(['a'], 'version')).get('a')?.version).toBe(version);
      return version;
    };
    expect(await versionOf(all)).toBe(await versionOf(all));
    expect(await versionOf(all)).not.toBe(await versionOf({ ...all, access: ['status'] }));
    await expect(scoped({ tasks: ['u1.a'] }).versions(['a'])).rejects.toThrow(Forbidden);
    expect((await scoped({ tasks: [] }).versions([])).size).toBe(0);
  });
});

function scoped(claims: object, newer: object = claims): ScopedStore {
  const grant = parseGrant(claims, { strict: true });
  const renew = async (): Promise<Grant> => (newer === claims ? grant : parseGrant(newer, { strict: true }));
  return scopedStore(store.results, { grant, renew, challenge: {}, expiresAt: undefined });
}

describe('scopedStore', () => {
  it('reads tasks and groups that are granted by id or prefix', async () => {
    const own = scoped({ tasks: ['a'], groups: ['g'], prefix: 'u1.' });
    expect([...(await own.tasks(['a', 'u1.a', 'u1.nobody'])).keys()]).toEqual(['a', 'u1.a']);
    expect([...(await own.groups(['g', 'u1.g'])).keys()]).toEqual(['g', 'u1.g']);
    expect(store.reads).toEqual(['tasks a u1.a u1.nobody', 'groups g u1.g']);
  });

  it('reads nothing if one of the ids is not granted', async () => {
    const own = scoped({ tasks: ['a'], prefix: 'u1.' });
    await expect(own.tasks(['a', 'member'])).rejects.toThrow(Forbidden);
    await expect(own.groups(['a'])).rejects.toThrow(Forbidden);
    await expect(own.groups(['g'])).rejects.toThrow(Forbidden);
    await expect(own.tasks(['u1'])).rejects.toThrow(Forbidden);
    expect(store.reads).toEqual([]);
  });

  it('allows the tasks of a granted group after reading the group', async () => {
    const own = scoped({ groups: ['g'] });
    await own.groups(['g']);
    expect([...(await own.tasks(['member', 'deep'])).keys()]).toEqual(['member']);
    expect(store.reads).toEqual(['groups g', 'tasks member deep']);
  });

  it('reads the granted groups once to check whether a task belongs to one, and never reads that task', async () => {
    const own = scoped({ groups: ['g', 'unreadable', 'unknown'] });
    await own.tasks(['member']);
    await own.tasks(['deep']);
    await expect(own.tasks(['a'])).rejects.toThrow(Forbidden);
    await expect(own.tasks(['nobody'])).rejects.toThrow(Forbidden);
    expect(store.reads).toEqual(['groups g unreadable unknown', 'tasks member', 'tasks deep']);
  });

  it('names the forbidden ids of a batch, so that the others can be answered', async () => {
    const own = scoped({ tasks: ['a'], groups: ['g'] });
    const asked = { tasks: ['a', 'member', 'failed'], groups: ['g', 'u1.g'] };
    expect(await own.forbidden(asked)).toEqual(new Set(['u1.g', 'failed']));
    expect(await unrestricted(store.results).forbidden(asked)).toEqual(new Set());
    expect(store.reads).toEqual(['groups g']);
  });

  it('renews its grant once when the grant does not cover an id', async () => {
    const own = scoped({ tasks: ['a'] }, { tasks: ['a', 'u1.a'], groups: ['g'] });
    await own.tasks(['a']);
    expect((await own.tasks(['u1.a', 'member'])).size).toBe(2);
    await expect(own.tasks(['failed'])).rejects.toThrow(Forbidden);
    expect(store.reads).toEqual(['tasks a', 'groups g', 'tasks u1.a member']);
  });

  it('refuses ids that a newer grant no longer contains', async () => {
    const own = scoped({ tasks: ['a'], groups: ['g'] }, { tasks: ['u1.a'] });
    await own.groups(['g']);
    await own.tasks(['u1.a']);
    for (const id of ['a', 'member']) await expect(own.tasks([id])).rejects.toThrow(Forbidden);
  });
});

describe('redaction', () => {
  const seen = async (id: string, access: readonly string[]): Promise<unknown> =>
    (await scoped({ tasks: [id], access }).tasks([id])).get(id);

  it('keeps the keys of hidden fields, with null as their value', async () => {
    expect(await seen('a', ['status'])).toMatchObject({ kind: 'value', status: '"SUCCESS"', result: 'null' });
    expect(await seen('a', ['result'])).toMatchObject({ status: '"SUCCESS"', result: '{"n": 1}' });
    const hidden = {
      kind: 'exception',
      status: '"FAILURE"',
      repr: 'null',
      str: 'null',
      exc: 'null',
      traceback: 'null',
    };
    expect(await seen('failed', ['result'])).toMatchObject(hidden);
    const error = { repr: '"ValueError(\'no\')"', str: '"no"', exc: '"builtins.ValueError"' };
    expect(await seen('failed', ['error'])).toMatchObject({ ...hidden, ...error });
    expect(await seen('failed', ['traceback'])).toMatchObject({ ...hidden, traceback: '"tb"' });
  });

  it('shows the worker to clients that may see the arguments', () => {
    const details = { name: 'shop.export', worker: 'w@host' };
    const record: TaskRecord = { kind: 'value', status: '"SUCCESS"', successful: true, result: '1', details };
    expect(redact(record, new Set(['result'])).details).toEqual({ name: 'shop.export' });
    expect(redact(record, new Set(['args'])).details).toEqual(details);
  });

  it('does not reveal that a hidden result has no JSON form', async () => {
    expect(await seen('bytes', ['result'])).toMatchObject({ kind: 'unserializable' });
    expect(await seen('bytes', ['error'])).toMatchObject({ kind: 'value', successful: true, result: 'null' });
    expect(await seen('broken', [])).toMatchObject({ kind: 'undecodable', status: '"SUCCESS"' });
  });
});

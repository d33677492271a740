import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CountingStore, countingStore } from '../../test/counting-store.ts';
import { createResultsFile, type ResultsFile } from '../../test/results-file.ts';
import { Forbidden } from '../errors.ts';
import { openStore } from '../stores/open-store.ts';
import type { TaskRecord } from '../stores/record.ts';
import { type Grant, parseGrant } from './grant.ts';
import { redact } from './redact.ts';
import { openToAll, type ScopedStore, scopedStore } from './scoped-store.ts';

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
  store = countingStore(await openStore(results.url));
});
afterAll(async () => {
  await store.close();
  await results.remove();
});
beforeEach(() => {
  store.reads.length = 0;
});

describe('versions', () => {
  it('are told of what may be read, and are others to who sees more', async () => {
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
  return scopedStore(store, { grant, renew, challenge: {} });
}

describe('scopedStore', () => {
  it('reads what is granted by its id or the start of it', async () => {
    const own = scoped({ tasks: ['a'], groups: ['g'], prefix: 'u1.' });
    expect([...(await own.tasks(['a', 'u1.a', 'u1.nobody'])).keys()]).toEqual(['a', 'u1.a']);
    expect([...(await own.groups(['g', 'u1.g'])).keys()]).toEqual(['g', 'u1.g']);
    expect(store.reads).toEqual(['tasks a u1.a u1.nobody', 'groups g u1.g']);
  });

  it('reads nothing of a question of which any part is not granted', async () => {
    const own = scoped({ tasks: ['a'], prefix: 'u1.' });
    await expect(own.tasks(['a', 'member'])).rejects.toThrow(Forbidden);
    await expect(own.groups(['a'])).rejects.toThrow(Forbidden);
    await expect(own.groups(['g'])).rejects.toThrow(Forbidden);
    await expect(own.tasks(['u1'])).rejects.toThrow(Forbidden);
    expect(store.reads).toEqual([]);
  });

  it('lets the tasks of a granted group through once it was read', async () => {
    const own = scoped({ groups: ['g'] });
    await own.groups(['g']);
    expect([...(await own.tasks(['member', 'deep'])).keys()]).toEqual(['member']);
    expect(store.reads).toEqual(['groups g', 'tasks member deep']);
  });

  it('looks into the granted groups, once, and not for the task, to see whether it is of one', async () => {
    const own = scoped({ groups: ['g', 'unreadable', 'unknown'] });
    await own.tasks(['member']);
    await own.tasks(['deep']);
    await expect(own.tasks(['a'])).rejects.toThrow(Forbidden);
    await expect(own.tasks(['nobody'])).rejects.toThrow(Forbidden);
    expect(store.reads).toEqual(['groups g unreadable unknown', 'tasks member', 'tasks deep']);
  });

  it('names what is forbidden among much, for who answers the rest', async () => {
    const own = scoped({ tasks: ['a'], groups: ['g'] });
    const asked = { tasks: ['a', 'member', 'failed'], groups: ['g', 'u1.g'] };
    expect(await own.forbidden(asked)).toEqual(new Set(['u1.g', 'failed']));
    expect(await openToAll(store).forbidden(asked)).toEqual(new Set());
    expect(store.reads).toEqual(['groups g']);
  });

  it('asks once for a newer grant where the one that it has does not do', async () => {
    const own = scoped({ tasks: ['a'] }, { tasks: ['a', 'u1.a'], groups: ['g'] });
    await own.tasks(['a']);
    expect((await own.tasks(['u1.a', 'member'])).size).toBe(2);
    await expect(own.tasks(['failed'])).rejects.toThrow(Forbidden);
    expect(store.reads).toEqual(['tasks a', 'groups g', 'tasks u1.a member']);
  });

  it('takes away what a newer grant does not have any more', async () => {
    const own = scoped({ tasks: ['a'], groups: ['g'] }, { tasks: ['u1.a'] });
    await own.groups(['g']);
    await own.tasks(['u1.a']);
    for (const id of ['a', 'member']) await expect(own.tasks([id])).rejects.toThrow(Forbidden);
  });
});

describe('redaction', () => {
  const seen = async (id: string, access: readonly string[]): Promise<unknown> =>
    (await scoped({ tasks: [id], access }).tasks([id])).get(id);

  it('keeps the keys, with null', async () => {
    expect(await seen('a', ['status'])).toMatchObject({ kind: 'value', status: '"SUCCESS"', result: 'null' });
    expect(await seen('a', ['result'])).toMatchObject({ status: '"SUCCESS"', result: '{"n": 1}' });
    const hidden = { kind: 'exception', status: '"FAILURE"', repr: 'null', exc: 'null', traceback: 'null' };
    expect(await seen('failed', ['result'])).toMatchObject(hidden);
    const error = { repr: '"ValueError(\'no\')"', exc: '"builtins.ValueError"' };
    expect(await seen('failed', ['error'])).toMatchObject({ ...hidden, ...error });
    expect(await seen('failed', ['traceback'])).toMatchObject({ ...hidden, traceback: '"tb"' });
  });

  it('tells where a task ran to who may see how it was called', () => {
    const details = { name: 'shop.export', worker: 'w@host' };
    const record: TaskRecord = { kind: 'value', status: '"SUCCESS"', successful: true, result: '1', details };
    expect(redact(record, new Set(['result'])).details).toEqual({ name: 'shop.export' });
    expect(redact(record, new Set(['args'])).details).toEqual(details);
  });

  it('does not tell of a hidden result that it has no JSON form', async () => {
    expect(await seen('bytes', ['result'])).toMatchObject({ kind: 'unserializable' });
    expect(await seen('bytes', ['error'])).toMatchObject({ kind: 'value', successful: true, result: 'null' });
    expect(await seen('broken', [])).toMatchObject({ kind: 'undecodable', status: '"SUCCESS"' });
  });
});

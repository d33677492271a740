import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listening, ownRedisOrSkip, startServer } from '@celery-results/testing';
import { createClient } from '@redis/client';
import { afterAll, expect, it } from 'vitest';
import { createResultsFile } from './results-file.ts';
import { KEY, tokenOf } from './tokens.ts';

const redis = await ownRedisOrSkip();
const results = await createResultsFile();
const folder = await mkdtemp(join(tmpdir(), 'celery-results-revoked-'));
const servers: Listening[] = [];
afterAll(async () => {
  for (const server of servers) await server.stop();
  await redis?.stop();
  await results.remove();
  await rm(folder, { recursive: true });
});

it.skipIf(redis === undefined)('a token that Redis and a file name is refused by every server and worker', async () => {
  const url = redis?.url ?? '';
  const [keys, denied, urlFile] = ['keys', 'denied', 'url'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(keys, KEY);
  await writeFile(denied, 'of-file\n');
  await writeFile(urlFile, url);
  const args = [
    '--auth',
    'jwt',
    '--auth-key-file',
    keys,
    '--auth-deny-file',
    denied,
    '--auth-deny-redis-file',
    urlFile,
  ];
  for (const workers of ['1', '2'])
    servers.push(await startServer({ store: results.url, args: [...args, '--workers', workers] }));
  const statuses = async (jti: string): Promise<readonly number[]> => {
    const headers = { Authorization: `Bearer ${await tokenOf({ tasks: ['a'], jti })}`, Connection: 'close' };
    const asked = [...servers, ...servers].map(
      async (server) => (await fetch(`${server.url}a/done/`, { headers })).status,
    );
    return [...new Set(await Promise.all(asked))];
  };
  expect([await statuses('good'), await statuses('of-file')]).toEqual([[200], [401]]);
  const client = await createClient({ url }).connect();
  await client.sAdd('celery-results:revoked', 'good');
  client.destroy();
  await expect.poll(() => statuses('good'), { timeout: 20_000 }).toEqual([401]);
});

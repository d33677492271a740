import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listening, ownRedisOrSkip, startServer } from '@celery-results/testing';
import { createClient } from '@redis/client';
import { afterAll, expect, it } from 'vitest';
import { connectEvents } from './event-client.ts';
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

it.skipIf(redis === undefined)(
  'a token that Redis and a file name is refused by every server and worker, and its streams end',
  async () => {
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
    const headers = { Authorization: `Bearer ${await tokenOf({ tasks: ['a'], jti: 'good' })}` };
    const streams = await Promise.all(
      servers.map((server) => connectEvents(`${server.url}v1/events/?task=a`, { headers })),
    );
    const client = await createClient({ url }).connect();
    await client.sAdd('celery-results:revoked', 'good');
    client.destroy();
    await expect.poll(() => statuses('good'), { timeout: 20_000 }).toEqual([401]);
    for (const stream of streams) {
      await stream.event('closing', { reason: 'expired' });
      await stream.ended;
    }
  },
);

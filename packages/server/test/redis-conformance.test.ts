import { fileURLToPath } from 'node:url';
import { loadDifferences, loadVectors, type ServerSettings, vectorFiles } from '@celery-results/conformance';
import { type Listening, type OwnRedis, ownRedisOrSkip, startServer } from '@celery-results/testing';
import { afterAll, assert, beforeAll, describe, it } from 'vitest';
import { type RawClient, rawClient } from './raw-http.ts';
import { type FileCase, replay } from './replay.ts';
import { connectTestRedis } from './stores/redis-writer.ts';

/** Every answer that Django was recorded to give from Redis, asked of the real server over a socket. */

const { notRun, differences } = await loadDifferences();
const own = await ownRedisOrSkip();
const TOLD = ['--exception-classes', fileURLToPath(new URL('shop-errors.ts', import.meta.url))];

/** The keys of both releases have the same names: each release has a database of its own. */
const RELEASES = [
  { title: 'Celery 5.6', folder: 'redis/', database: 1 },
  { title: 'Celery 5.7', folder: '5.7/redis/', database: 2 },
] as const;

for (const release of RELEASES)
  describe.skipIf(own === undefined)(`the keys of ${release.title}`, () => {
    if (own !== undefined) hold(own, release);
  });

afterAll(() => own?.stop());

function hold(own: OwnRedis, { folder, database }: (typeof RELEASES)[number]): void {
  const store = own.url.replace(/\d+$/, String(database));
  const files = vectorFiles.filter((name) => name.startsWith(folder));
  const filed: FileCase[] = [];
  const servers = new Map<string, { readonly process: Listening; readonly client: RawClient }>();

  beforeAll(async () => {
    const redis = await connectTestRedis(store);
    for (const file of files) {
      const { cases } = await loadVectors(file);
      const skipped = notRun.filter((one) => one.case !== undefined && file.startsWith(one.file ?? ''));
      const run = cases.filter(({ name }) => !skipped.some((one) => one.case === name));
      filed.push(...run.map((one) => ({ file, case: one })));
      for (const [key, value] of cases.flatMap((one) => Object.entries(one.keys ?? {})))
        await redis.set(key, typeof value === 'string' ? value : Buffer.from(value as Uint8Array));
    }
    redis.destroy();
    for (const flags of new Set(filed.map((one) => flagsFor(one.case.server)))) {
      const process = await startServer({ store, args: [...flags.split('\n'), ...TOLD] });
      servers.set(flags, { process, client: rawClient(process.url) });
    }
  });
  afterAll(async () => {
    for (const { process, client } of servers.values()) {
      client.close();
      await process.stop();
    }
  });

  it.each(files)('%s is answered as recorded', async (file) => {
    const complaints: string[] = [];
    const here = filed.filter((one) => one.file === file);
    assert.isNotEmpty(here);
    for (const [flags, { client }] of servers) {
      const asked = here.filter((one) => flagsFor(one.case.server) === flags);
      const applying = differences.filter(({ recorded: { unless } }) => unless !== TOLD[0]);
      complaints.push(...(await replay({ client, differences: applying, onDifference: () => {} }, asked)));
    }
    if (complaints.length > 0) assert.fail(`${complaints.length} answers differ:\n${complaints.join('\n')}`);
  });
}

function flagsFor({ serializer, accept }: ServerSettings): string {
  return ['--serializer', serializer, '--accept-content', accept.join(',')].join('\n');
}

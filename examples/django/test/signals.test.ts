import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type OwnRedis,
  ownRedisOrSkip,
  pythonOrSkip,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { describe, expect, it, vi } from 'vitest';
import { startProject } from './project.ts';

const python = await pythonOrSkip();
const database = await testDatabaseOrSkip('sqlite');
const redis = await ownRedisOrSkip();

describe.skipIf(python === undefined || database === undefined || redis === undefined)('a finished task', () => {
  it('is on the stream at once when the worker publishes its id', async () => {
    const { url } = redis as OwnRedis;
    const project = await startProject(String(python), database as TestDatabase, {
      env: { CHANGES_BUS_URL: url },
      // polling would be far too late
      args: ['--changes-bus', url, '--poll-interval', '60000'],
    });
    const { waiting } = JSON.parse(await project.manage('start_all', join(project.folder, 'go')));
    const stream = new AbortController();
    const response = await fetch(`${project.ours}v1/events/?task=${waiting}`, { signal: stream.signal });
    let text = '';
    const reading = (async () => {
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
    })().catch(() => {});
    await vi.waitFor(() => expect(text).toContain('snapshot-end'), { timeout: 20_000 });
    expect(text).not.toContain('"SUCCESS"');
    await writeFile(join(project.folder, 'go'), '');
    await vi.waitFor(() => expect(text).toContain('"status": "SUCCESS", "result": "found"'), { timeout: 30_000 });
    stream.abort();
    await reading;
    await project.stop();
    await (redis as OwnRedis).stop();
    await (database as TestDatabase).close();
  });
});

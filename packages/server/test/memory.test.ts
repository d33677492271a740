import { readFile, writeFile } from 'node:fs/promises';
import {
  foundOrSkip,
  type Listening,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { insertTask, type Writer, writerOf } from './large-rows.ts';

/** What a process holds while it reads and sends a result of 50 MB. Linux tells the most that it held. */

/** Times its size that a result may take, all in all. */
const MOST = 3;
/** A moment's garbage of V8 may make one of them more. */
const READS = 5;

const ROW = '{"key": "0123456789abcdef0123456789abcdef", "n": 1.5}';
const RESULT = `[${Array.from({ length: 50 * 18_000 }, () => ROW).join(', ')}]`;

const proc = foundOrSkip(process.platform === 'linux' ? '/proc' : undefined, 'what a process holds is not told here');

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = proc && (await testDatabaseOrSkip(kind));
  describe.skipIf(database === undefined)(`a result of 50 MB on ${kind}`, () => {
    if (database !== undefined) hold(database);
  });
}

function hold(database: TestDatabase): void {
  let write: Writer;
  let server: Listening;

  beforeAll(async () => {
    await migrate(database.url);
    write = await writerOf(database);
    await insertTask(write, { id: 'large', result: RESULT });
    await insertTask(write, { id: 'small', result: '1' });
    server = await startServer({ store: database.url, args: ['--log-level', 'silent', '--database-timeout', '20000'] });
  });
  afterAll(async () => {
    await server?.stop();
    await write?.close();
    if (write !== database) await database.close();
  });

  it('takes at most three times its size, in four of five reads', async () => {
    for (let time = 0; time < 300; time += 1) await sizeOf('small');
    const idle = await memory('VmRSS');
    const times: number[] = [];
    for (let read = 0; read < READS; read += 1) {
      await forgetMost();
      expect(await sizeOf('large')).toBeGreaterThan(RESULT.length);
      times.push(((await memory('VmHWM')) - idle) / RESULT.length);
    }
    expect(times.toSorted((a, b) => a - b).at(-2)).toBeLessThan(MOST);
  });

  const sizeOf = async (id: string): Promise<number> => {
    const { body } = await fetch(new URL(`task/status/${id}/`, server.url));
    let bytes = 0;
    for await (const chunk of body ?? []) bytes += chunk.length;
    return bytes;
  };

  /** Bytes of a line of the process's status. */
  const memory = async (line: 'VmRSS' | 'VmHWM'): Promise<number> => {
    const status = await readFile(`${proc}/${server.pid}/status`, 'utf8');
    return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  };

  /** The most that it held begins anew. */
  const forgetMost = (): Promise<void> => writeFile(`${proc}/${server.pid}/clear_refs`, '5');
}

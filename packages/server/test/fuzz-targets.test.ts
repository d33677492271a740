import { connect } from 'node:net';
import { pythonOrSkip, startServer, testDatabaseOrSkip } from '@celery-results/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startServedDjango } from './fuzz/django.ts';
import { caseCount, seed } from './fuzz/seed.ts';
import { type RawTarget, rawTargets } from './fuzz/targets.ts';

/** Request lines as they are written to a socket, of gunicorn with Django and of our server. */

const TIME = 120 * 60_000;
const COUNT = Math.ceil((caseCount ?? 2_000) / 4);
const AT_ONCE = 8;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly location: string;
  readonly body: string;
}

const python = await pythonOrSkip();

describe('request lines', () => {
  it.skipIf(python === undefined)(
    `are answered as gunicorn and Django answer them, seed ${seed}`,
    async () => {
      const database = await testDatabaseOrSkip('sqlite');
      if (database === undefined) return;
      const django = await startServedDjango(python ?? '', database.url, 'json');
      const version = /^\d+\.\d+/.exec(django.versions['python'] ?? '')?.[0] ?? '';
      await django.answer({}, [
        { name: 'stored', kind: 'stored', steps: [{ do: 'done', id: 'stored', value: '[1, "é"]' }], get_tasks: [] },
      ]);
      const args = ['--python', version, '--allowed-hosts', '*', '--log-level', 'error', '--max-loop-delay', '60000'];
      const server = await startServer({ store: database.url, args });
      try {
        const targets = fc.sample(rawTargets, { seed, numRuns: COUNT });
        const complaints: string[] = [];
        let good = 0;
        for (let at = 0; at < targets.length; at += AT_ONCE)
          await Promise.all(
            targets.slice(at, at + AT_ONCE).map(async (target) => {
              const [theirs, ours] = await Promise.all([
                send(django.served?.url ?? '', target),
                send(server.url, target),
              ]);
              if (theirs.status === 200) good += 1;
              if (!isRight(theirs, ours)) complaints.push(JSON.stringify({ target, theirs, ours }, undefined, 1));
            }),
          );
        expect(good).toBeGreaterThan(COUNT / 20);
        expect(complaints.slice(0, 3).join('\n')).toBe('');
      } finally {
        await server.stop();
        await django.stop();
        await database.close();
      }
    },
    TIME,
  );
});

/** What gunicorn's parser refuses reaches no view. What Django answers 500 is on the published list. */
function isRight(theirs: Answer, ours: Answer): boolean {
  if (theirs.status === 400) return true;
  if (theirs.status === 500) return [404, 502].includes(ours.status);
  return JSON.stringify(theirs) === JSON.stringify(ours);
}

async function send(origin: string, { method, target }: RawTarget): Promise<Answer> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', '', ''];
  socket.write(Buffer.from(lines.join('\r\n'), 'latin1'));
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  const [head = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const body = /^transfer-encoding: chunked/im.test(head) ? unchunk(rest.join('\r\n\r\n')) : rest.join('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.\d (\d+)/.exec(head)?.[1] ?? 0),
    type: header('content-type'),
    location: header('location'),
    body,
  };
}

/** Bodies of these requests are ASCII. */
function unchunk(text: string): string {
  return [...text.matchAll(/(?:^|\r\n)([\da-f]+)\r\n/gi)].reduce(
    (body, { 0: line, 1: size = '0', index }) =>
      body + text.slice(index + line.length, index + line.length + Number.parseInt(size, 16)),
    '',
  );
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundOrSkip, freePort, startServer } from '@celery-results/testing';
import { describe, expect, it, vi } from 'vitest';
import { openEvents } from './event-client.ts';
import { isInstalled } from './is-installed.ts';
import { createResultsFile } from './results-file.ts';

/** Streams through proxies whose configuration knows nothing of them. */

interface Proxy {
  readonly name: string;
  readonly args: (file: string) => readonly string[];
  readonly file: (at: { readonly port: number; readonly folder: string; readonly host: string }) => string;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const PROXIES: readonly Proxy[] = [
  {
    name: 'nginx',
    args: (file) => ['-c', file, '-e', 'stderr'],
    file: ({ port, folder, host }) =>
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
       http { access_log off; ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
         server { listen 127.0.0.1:${port}; location / { proxy_pass http://${host}; } } }`,
  },
  {
    // the timeouts are those of Debian's configuration
    name: 'haproxy',
    args: (file) => ['-db', '-f', file],
    file: ({ port, host }) => `defaults
  mode http
  timeout connect 5000
  timeout client 50000
  timeout server 50000
listen http
  bind 127.0.0.1:${port}
  server one ${host}
`,
  },
];

describe.each(PROXIES)('a stream through $name as it is installed', ({ name, args, file }) => {
  it('passes the first event at once, a change, and a heartbeat', async ({ skip }) => {
    if (!foundOrSkip((await isInstalled(name, '-v')) || undefined, `${name} is not installed`)) return skip();
    const results = await createResultsFile();
    results.task('a', { status: 'STARTED' });
    const server = await startServer({ store: results.url });
    const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
    const port = await freePort();
    await writeFile(join(folder, 'conf'), file({ port, folder, host: new URL(server.url).host }));
    const proxy = spawn(name, [...args(join(folder, 'conf'))], { stdio: 'ignore' });
    await vi.waitFor(() => once(connect(port, '127.0.0.1'), 'connect'), { timeout: 20_000 });
    const client = await openEvents(`http://127.0.0.1:${port}`, { tasks: { a: null } });
    await client.event('snapshot-end');
    results.setState('a', 'SUCCESS');
    await client.event('task', { id: 'a', status: 'SUCCESS' });
    await vi.waitFor(() => expect(client.text()).toMatch(/\n:\n\n/), { timeout: 40_000 });
    client.abort();
    proxy.kill('SIGTERM');
    await once(proxy, 'exit');
    await server.stop();
    await rm(folder, { recursive: true });
    await results.remove();
  });
});

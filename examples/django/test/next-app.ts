import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, type Listening, spawnListening } from '@celery-results/testing';

const run = promisify(execFile);
const EXAMPLE = fileURLToPath(new URL('../../next/', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../../packages/', import.meta.url));

/** The Next example, built and started as its users do. */
export interface NextApp {
  /** URL of the app, with a final slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Copies the example, installs the packages as npm would have them, builds it, and starts it.
 *
 * @param djangoUrl URL of Django without a final slash
 */
export async function startNextApp(djangoUrl: string): Promise<NextApp> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-next-'));
  const app = join(folder, 'app');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', DJANGO_URL: djangoUrl };
  const tarballs = join(folder, 'tarballs');
  await cp(EXAMPLE, app, { recursive: true, filter: (path) => !/node_modules|\.next/.test(path) });
  for (const name of ['client', 'query', 'react'])
    await run('pnpm', ['pack', '--pack-destination', tarballs], { cwd: join(PACKAGES, name), env });
  const files = (await readdir(tarballs)).map((file) => join(tarballs, file));
  await run('npm', ['install', '--no-audit', '--no-fund', ...files], { cwd: app, env });
  const next = join(app, 'node_modules/next/dist/bin/next');
  await run(process.execPath, [next, 'build'], { cwd: app, env });
  const server: Listening = await spawnListening(
    process.execPath,
    [next, 'start', '--hostname', '127.0.0.1', '--port', String(await freePort())],
    { cwd: app, env },
  );
  return {
    url: `${new URL(server.url).origin}/`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

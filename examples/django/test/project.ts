import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type Listening, spawnListening, startServer, type TestDatabase } from '@celery-results/testing';

const run = promisify(execFile);
const ROOT = new URL('..', import.meta.url).pathname;

/** The Django project, a real worker and our server, all on one database. */
export interface Project {
  /** Where Django serves, with a final slash. */
  readonly django: string;
  /** Where Django's own views answer. */
  readonly views: string;
  /** Where our server answers. */
  readonly ours: string;
  /** Runs a command of manage.py; gives what it printed. */
  manage(...args: readonly string[]): Promise<string>;
  /** A folder that goes away with the project. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Migrates with Django's own migrations, then starts everything and waits until it is ready. */
export async function startProject(python: string, database: TestDatabase): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-django-'));
  const env = environment(database, folder);
  const manage = async (...args: readonly string[]): Promise<string> =>
    (await run(python, ['manage.py', ...args], { cwd: ROOT, env: { ...process.env, ...env } })).stdout;
  await manage('migrate', '--verbosity', '0');
  const worker = [
    '-m',
    'celery',
    '-A',
    'project',
    'worker',
    '-c',
    '2',
    '-l',
    'INFO',
    '--without-gossip',
    '--without-mingle',
    '--without-heartbeat',
  ];
  const started: Listening[] = await Promise.all([
    spawnListening(python, worker, { cwd: ROOT, env, pattern: /ready\./, timeout: 60_000 }),
    startDjango(python, env),
    startServer({
      store: database.url,
      args: ['--base-path', '/celery/', '--exception-classes', join(ROOT, 'exception-classes.js')],
    }),
  ]);
  const django = started[1]?.url ?? '';
  return {
    django,
    views: `${django}celery/`,
    ours: started[2]?.url ?? '',
    manage,
    folder,
    stop: async () => {
      await Promise.all(started.map((process) => process.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Variables of the project: the database, and a broker in the folder. */
export function environment(database: TestDatabase, folder: string): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: database.url,
    BROKER_DIR: join(folder, 'broker'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
  };
}

/** Django alone; its URL has a final slash. */
export async function startDjango(python: string, env: Readonly<Record<string, string>>): Promise<Listening> {
  const args = ['manage.py', 'runserver', '--noreload', `127.0.0.1:${await freePort()}`];
  const django = await spawnListening(python, args, { cwd: ROOT, env, pattern: /http:\S+\//, timeout: 60_000 });
  await answers(django.url);
  return django;
}

/** Django names its address before it listens. */
async function answers(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

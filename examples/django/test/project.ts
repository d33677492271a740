import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, type Listening, spawnListening, startServer, type TestDatabase } from '@celery-results/testing';

const run = promisify(execFile);
const SERVER = fileURLToPath(new URL('../../../packages/server/dist/main.js', import.meta.url));
const ROOT = new URL('..', import.meta.url).pathname;

/** The Django project, a real worker and our server on one database. */
export interface Project {
  /** URL of Django, with a final slash. */
  readonly django: string;
  /** Base URL of Django's own status views. */
  readonly views: string;
  /** Base URL of our server. */
  readonly ours: string;
  /** Runs a command of manage.py, and returns its output. */
  manage(...args: readonly string[]): Promise<string>;
  /** A folder that `stop` removes. */
  readonly folder: string;
  stop(): Promise<void>;
}

export interface ProjectOptions {
  /** Further variables of Django and the worker. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of our server. */
  readonly args?: readonly string[];
}

/** Runs Django's migrations, starts all processes, and waits until they are ready. */
export async function startProject(
  python: string,
  database: TestDatabase,
  options: ProjectOptions = {},
): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-django-'));
  const env = { ...environment(database, folder), ...options.env };
  const manage = async (...args: readonly string[]): Promise<string> =>
    (await run(python, ['manage.py', ...args], { cwd: ROOT, env: { ...process.env, ...env } })).stdout;
  const classes = join(folder, 'exception-classes.json');
  await Promise.all([manage('migrate', '--verbosity', '0'), writeClasses(python, env, classes)]);
  const worker = '-m celery -A project worker -c 2 -l INFO --without-gossip --without-mingle --without-heartbeat'.split(
    ' ',
  );
  const started: Listening[] = await Promise.all([
    spawnListening(python, worker, { cwd: ROOT, env, pattern: /ready\./, timeout: 60_000 }),
    startDjango(python, env),
    startServer({
      store: database.url,
      args: ['--base-path', '/celery/', '--exception-classes', classes, ...(options.args ?? [])],
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

/** Writes the exception classes of the project, as the README does. */
async function writeClasses(python: string, env: Readonly<Record<string, string>>, file: string): Promise<void> {
  const args = [SERVER, 'classes', '--python', python, '--django-settings', 'project.settings'];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  await writeFile(file, stdout);
}

/** Creates the project's environment variables: the database, and a broker in the folder. */
export function environment(database: TestDatabase, folder: string): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: database.url,
    BROKER_DIR: join(folder, 'broker'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
  };
}

/** Starts Django only. Its URL has a final slash. */
export async function startDjango(python: string, env: Readonly<Record<string, string>>): Promise<Listening> {
  const args = ['manage.py', 'runserver', '--noreload', `127.0.0.1:${await freePort()}`];
  const django = await spawnListening(python, args, { cwd: ROOT, env, pattern: /http:\S+\//, timeout: 60_000 });
  await waitForResponse(django.url);
  return django;
}

/** Waits for the first response: Django prints its address before it listens. */
async function waitForResponse(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

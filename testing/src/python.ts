import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(ROOT, '.venv');
/** Nobody installs for longer; a lock that is older was left by a process that died. */
const LOCK_LIFETIME = 10 * 60_000;

let found: Promise<Python> | undefined;

/** The interpreter, or why there is none. */
type Python = { readonly path: string } | { readonly missing: string };

/**
 * Path of a Python that can import celery, django, django_celery_results, psycopg2 and redis, in the versions of
 * `testing/requirements.txt`; undefined when there is no Python 3 or the packages cannot be had. The first call on a machine makes a
 * virtual environment in `testing/.venv` (about half a minute); it is made anew when requirements.txt changes.
 */
export async function pythonWithCelery(): Promise<string | undefined> {
  found ??= findPython();
  const python = await found;
  return 'path' in python ? python.path : undefined;
}

/** {@link pythonWithCelery} with a `SKIPPED:` line when there is none. @throws Error when it is missing and `CI` is set. */
export async function pythonOrSkip(): Promise<string | undefined> {
  found ??= findPython();
  const python = await found;
  return 'path' in python ? python.path : foundOrSkip<string>(undefined, python.missing);
}

async function findPython(): Promise<Python> {
  const hash = createHash('sha256')
    .update(await readFile(join(ROOT, 'requirements.txt')))
    .digest('hex')
    .slice(0, 12);
  const environment = join(FOLDER, hash);
  const python = { path: join(environment, 'bin', 'python') };
  const ready = join(environment, 'ready');
  if (existsSync(ready)) return python;
  try {
    await mkdir(FOLDER, { recursive: true });
    await locked(join(FOLDER, 'lock'), async () => {
      if (existsSync(ready)) return;
      await removeOthers();
      const { PYTHON = 'python3' } = process.env;
      await run(PYTHON, ['-m', 'venv', environment]);
      await run(python.path, ['-m', 'pip', 'install', '--quiet', '-r', join(ROOT, 'requirements.txt')], {
        timeout: LOCK_LIFETIME,
      });
      await writeFile(ready, '');
    });
    return python;
  } catch (error) {
    return { missing: `Python with Celery cannot be set up in testing/.venv (${reasonOf(error)})` };
  }
}

/** Earlier and half-made environments. */
async function removeOthers(): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    if (name !== 'lock') await rm(join(FOLDER, name), { recursive: true, force: true });
  }
}

/** Runs `work` while no other process does: making a folder succeeds for one of them only. */
async function locked(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const made = await stat(lock).catch(() => undefined);
      if (made !== undefined && Date.now() - made.mtimeMs > LOCK_LIFETIME)
        await rm(lock, { recursive: true, force: true });
      // Another process installs packages meanwhile, and has no event to send us.
      else await pause(500);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

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
const TESTING = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(TESTING, '.venv');
/** An installation takes less time. An older lock belongs to a process that died. */
const LOCK_LIFETIME_MS = 10 * 60_000;
const LOCK_RETRY_MS = 500;

/**
 * Releases of Celery, Django and django-celery-results: the current ones, or the oldest whose results the server reads
 * like Django.
 */
export type Releases = 'current' | 'oldest';

/** Sets of Python packages: those releases, Schemathesis, or the tools that check the files of `deploy/`. */
export type Packages = Releases | 'schemathesis' | 'deploy';

const REQUIREMENTS: Readonly<Record<Packages, string>> = {
  current: 'requirements.txt',
  oldest: 'requirements-oldest.txt',
  schemathesis: 'requirements-schemathesis.txt',
  deploy: 'requirements-deploy.txt',
};

/** The interpreter's path, or the reason for its absence. */
type PythonOrReason = { readonly path: string } | { readonly missing: string };

const pythons = new Map<Packages, Promise<PythonOrReason>>();

/**
 * Finds a Python with the packages of `testing/requirements.txt`, or of `-oldest.txt`, `-schemathesis.txt` or
 * `-deploy.txt`: Celery, Django, django-celery-results and database drivers. The first call on a machine creates a
 * virtual environment in `testing/.venv`, which takes about half a minute. It is created again when the requirements
 * or the release of Python change. `CELERY_RESULTS_TEST_PYTHON` is the path of a Python that has the current releases
 * already.
 *
 * Without Python 3 or without the packages it prints a `SKIPPED:` line and returns undefined.
 *
 * @throws Error when Python is missing and `CI` is set
 */
export async function pythonOrSkip(packages: Packages = 'current'): Promise<string | undefined> {
  const python = pythons.get(packages) ?? findPython(packages);
  pythons.set(packages, python);
  const outcome = await python;
  return 'path' in outcome ? outcome.path : foundOrSkip<string>(undefined, outcome.missing);
}

async function findPython(packages: Packages): Promise<PythonOrReason> {
  const { CELERY_RESULTS_TEST_PYTHON: own, PYTHON = 'python3' } = process.env;
  if (own !== undefined && packages === 'current') return { path: own };
  const requirements = join(TESTING, REQUIREMENTS[packages]);
  try {
    const environment = join(FOLDER, `${packages}-${await hashOf(requirements, PYTHON)}`);
    const python = { path: join(environment, 'bin', 'python') };
    const ready = join(environment, 'ready');
    if (existsSync(ready)) return python;
    await mkdir(FOLDER, { recursive: true });
    await withLock(join(FOLDER, 'lock'), async () => {
      if (existsSync(ready)) return;
      await removeEarlier(packages);
      await run(PYTHON, ['-m', 'venv', environment]);
      await run(python.path, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { timeout: LOCK_LIFETIME_MS });
      await writeFile(ready, '');
    });
    return python;
  } catch (error) {
    return { missing: `Python with ${REQUIREMENTS[packages]} cannot be set up in testing/.venv (${reasonOf(error)})` };
  }
}

/** Differs for other requirements, and for another release of Python: an environment works with its own only. */
async function hashOf(requirements: string, interpreter: string): Promise<string> {
  const { stdout } = await run(interpreter, ['--version']);
  const hash = createHash('sha256').update(await readFile(requirements));
  return hash.update(stdout).digest('hex').slice(0, 12);
}

/** Removes older and incomplete environments of these packages. */
async function removeEarlier(packages: Packages): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    if (name.startsWith(`${packages}-`)) await rm(join(FOLDER, name), { recursive: true, force: true });
  }
}

/** Runs `work` in one process at a time: creating the same folder succeeds in one process only. */
async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const held = await stat(lock).catch(() => undefined);
      if (held !== undefined && Date.now() - held.mtimeMs > LOCK_LIFETIME_MS)
        await rm(lock, { recursive: true, force: true });
      // another process installs packages, and sends no event when it is done
      else await pause(LOCK_RETRY_MS);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RecordedRequest, ServerSettings, StoredRow } from '@celery-results/conformance';
import type { FuzzCase } from './cases.ts';

/** What Django's own process says of a case. */
export interface Outcome {
  readonly refused: readonly { readonly id: string; readonly error: string; readonly text: string }[];
  readonly requests: readonly RecordedRequest[];
  /** Everything stored, when it was asked for. */
  readonly rows?: Readonly<Record<string, readonly StoredRow[]>>;
}

/** Real Celery and real Django on one database: conformance/capture/answer.py. */
export interface LiveDjango {
  /** Releases of Python, Celery, Django, … */
  readonly versions: Readonly<Record<string, string>>;
  /** Where the views answer, and the modules that their process has loaded. Only of a served project. */
  readonly served?: { readonly url: string; readonly modules: ReadonlySet<string> };
  answer(server: Partial<ServerSettings>, cases: readonly FuzzCase[], dump?: boolean): Promise<readonly Outcome[]>;
  stop(): Promise<void>;
}

const CAPTURE = new URL('../../../../conformance/capture/', import.meta.url);

/** @param backend Celery's `result_backend`. Default: the tables of django-celery-results in the database */
export function startLiveDjango(python: string, databaseUrl: string, backend?: string): Promise<LiveDjango> {
  return start(python, [fileURLToPath(new URL('answer.py', CAPTURE))], {
    DATABASE_URL: databaseUrl,
    ...(backend === undefined ? {} : { ORACLE_BACKEND: backend }),
  });
}

/**
 * A new Django project under gunicorn, which has loaded what such a process has: answer_served.py. It reads one
 * serializer, whatever the settings of a batch say.
 */
export function startServedDjango(python: string, databaseUrl: string, serializer: string): Promise<LiveDjango> {
  const script = fileURLToPath(new URL('answer_served.py', CAPTURE));
  return start(python, [script, serializer], { DATABASE_URL: databaseUrl });
}

async function start(
  python: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<LiveDjango> {
  const child = spawn(python, args, { env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: '1' } });
  const errors: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => errors.push(part));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`Django's process ended:\n${Buffer.concat(errors)}`);
    return value;
  };
  const { url, modules, ...versions } = JSON.parse(await read());
  return {
    versions,
    ...(url === undefined ? {} : { served: { url, modules: new Set(modules) } }),
    answer: async (server, cases, dump = false) => {
      child.stdin.write(`${JSON.stringify({ server, cases, dump })}\n`);
      return JSON.parse(await read());
    },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  const exit = once(child, 'exit');
  child.stdin.end();
  await exit;
}

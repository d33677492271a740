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
  answer(server: Partial<ServerSettings>, cases: readonly FuzzCase[], dump?: boolean): Promise<readonly Outcome[]>;
  stop(): Promise<void>;
}

const ANSWER = fileURLToPath(new URL('../../../../conformance/capture/answer.py', import.meta.url));

/** @param backend Celery's `result_backend`. Default: the tables of django-celery-results in the database */
export async function startLiveDjango(python: string, databaseUrl: string, backend?: string): Promise<LiveDjango> {
  const child = spawn(python, [ANSWER], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      ...(backend === undefined ? {} : { ORACLE_BACKEND: backend }),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => errors.push(part));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`Django's process ended:\n${Buffer.concat(errors)}`);
    return value;
  };
  const versions = JSON.parse(await read());
  return {
    versions,
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

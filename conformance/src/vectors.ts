import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A stored column or key. Binary ones, `{"base64": …}` in the file, are bytes here. */
export type StoredValue = string | number | null | Uint8Array;

/** One row by column name. Times are UTC text, `2026-01-02 03:04:05.678901`. */
export type StoredRow = Readonly<Record<string, StoredValue>>;

/** What the process that answered was configured with. */
export interface ServerSettings {
  /** Its `result_serializer`. */
  readonly serializer: 'json' | 'pickle' | 'yaml' | 'msgpack';
  /** Its `accept_content`. */
  readonly accept: readonly string[];
  /** `default` is what Django's startproject puts in, less sessions. */
  readonly middleware: 'default' | 'none';
  /** `DJANGO_CELERY_RESULTS_ID_FIRST_URLS`. */
  readonly id_first: boolean;
  /** `APPEND_SLASH`. */
  readonly append_slash: boolean;
}

/** One request and what Django answered. */
export interface RecordedRequest {
  readonly method: string;
  /** Raw, as on the request line: percent signs, dots and all. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The Python exception behind a 500; no client sees it. */
  readonly error?: string;
  readonly error_text?: string;
}

/** What was stored, and what was asked and answered about it. */
export interface VectorCase {
  readonly name: string;
  readonly note?: string;
  readonly server: ServerSettings;
  /** Whole rows by table name. In `worker-run.json` the first case carries the rows of all. */
  readonly rows?: Readonly<Record<string, readonly StoredRow[]>>;
  /** Redis instead of tables: value by key. */
  readonly keys?: Readonly<Record<string, StoredValue>>;
  /** Steps that Celery refused to store. */
  readonly store_refused?: readonly { readonly id: string; readonly error: string }[];
  readonly requests: readonly RecordedRequest[];
}

export interface VectorFile {
  readonly format: 1;
  /** Releases it was recorded with: `python`, `celery`, `django`, `django_celery_results`, … */
  readonly versions: Readonly<Record<string, string>>;
  /** `sqlite3`, `mysql`, `redis` or `db+sqlite` (Celery's SQLAlchemy backend). */
  readonly storage: string;
  readonly count: number;
  readonly cases: readonly VectorCase[];
}

const FOLDER = new URL('../vectors/', import.meta.url);

/** Every vector file, by its path inside `vectors/`: `states.json`, `redis/states.json`, … Sorted. */
export const vectorFiles: readonly string[] = readdirSync(fileURLToPath(FOLDER), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll(sep, '/'))
  .filter((name) => name.endsWith('.json'))
  .sort();

/**
 * Reads one of {@link vectorFiles}.
 *
 * @throws Error when there is no file of that name.
 */
export async function loadVectors(name: string): Promise<VectorFile> {
  if (!vectorFiles.includes(name)) throw new Error(`No vector file ${name}; there are ${vectorFiles.join(', ')}`);
  return JSON.parse(await readFile(new URL(name, FOLDER), 'utf8'), bytesFromBase64);
}

/** Headers and settings never look like this: only stored values are objects with this one key. */
function bytesFromBase64(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  const { base64, ...rest } = value;
  return typeof base64 === 'string' && Object.keys(rest).length === 0
    ? Uint8Array.from(Buffer.from(base64, 'base64'))
    : value;
}

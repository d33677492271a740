import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The value of a column or key. Binary values are `{"base64": …}` in the file and bytes here. */
export type StoredValue = string | number | null | Uint8Array;

/** One row, by column name. Times are UTC text such as `2026-01-02 03:04:05.678901`. */
export type StoredRow = Readonly<Record<string, StoredValue>>;

/** The settings of the Django process that answered. */
export interface ServerSettings {
  /** Its `result_serializer`. */
  readonly serializer: 'json' | 'pickle' | 'yaml' | 'msgpack';
  /** Its `accept_content`. */
  readonly accept: readonly string[];
  /** `default` is the middleware of Django's startproject, without sessions. */
  readonly middleware: 'default' | 'none';
  /** `DJANGO_CELERY_RESULTS_ID_FIRST_URLS`. */
  readonly id_first: boolean;
  /** `APPEND_SLASH`. */
  readonly append_slash: boolean;
}

/** One request and Django's answer. */
export interface RecordedRequest {
  readonly method: string;
  /** Raw, as on the request line: percent-encoding and dots are kept. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The type of the Python exception behind a 500. No client sees it. */
  readonly error?: string;
  readonly error_text?: string;
}

/** Stored rows, and the requests and answers about them. */
export interface VectorCase {
  readonly name: string;
  readonly note?: string;
  readonly server: ServerSettings;
  /** Whole rows, by table name. In `worker-run.json` the first case has the rows of all cases. */
  readonly rows?: Readonly<Record<string, readonly StoredRow[]>>;
  /** Redis instead of tables: values by key. */
  readonly keys?: Readonly<Record<string, StoredValue>>;
  /** Steps that Celery refused to store. */
  readonly store_refused?: readonly { readonly id: string; readonly error: string }[];
  readonly requests: readonly RecordedRequest[];
}

export interface VectorFile {
  readonly format: 1;
  /** The releases that it was recorded with: `python`, `celery`, `django`, `django_celery_results`, … */
  readonly versions: Readonly<Record<string, string>>;
  /** `sqlite3`, `mysql`, `redis` or `db+sqlite` (Celery's SQLAlchemy backend). */
  readonly storage: string;
  readonly count: number;
  readonly cases: readonly VectorCase[];
}

const FOLDER = new URL('../vectors/', import.meta.url);

/** The paths of all vector files inside `vectors/`, sorted: `redis/states.json`, `states.json`, … */
export const vectorFiles: readonly string[] = readdirSync(fileURLToPath(FOLDER), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll(sep, '/'))
  .filter((name) => name.endsWith('.json'))
  .sort();

/**
 * Loads one of {@link vectorFiles}.
 *
 * @throws Error when there is no file of that name
 */
export async function loadVectors(name: string): Promise<VectorFile> {
  if (!vectorFiles.includes(name)) throw new Error(`No vector file ${name}; there are ${vectorFiles.join(', ')}`);
  return JSON.parse(await readFile(new URL(name, FOLDER), 'utf8'), bytesFromBase64);
}

/** Only stored values are objects with this single key, so headers and settings stay as they are. */
function bytesFromBase64(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  const { base64, ...rest } = value;
  return typeof base64 === 'string' && Object.keys(rest).length === 0
    ? Uint8Array.from(Buffer.from(base64, 'base64'))
    : value;
}

import { isValidId } from '../protocol/routes.ts';
import type { BatchRequest } from '../protocol/v1.ts';
import { type Answer, problemAnswer } from './answer.ts';
import { leavesOf } from './fake-group.ts';
import type { Poll } from './fake-state.ts';
import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';
import { taskOf } from './views.ts';

const MAX_IDS = 1000;
const MAX_BYTES = 256 * 1024;

type Half = readonly (readonly [id: string, etag: string | null])[];

/** A batch that was read; `fault` says why it is refused. */
export interface ReadBatch {
  readonly tasks: Half;
  readonly groups: Half;
  readonly fault?: string;
}

/** Reads the body of `POST v1/status/`. */
export function readBatch(text: string): ReadBatch {
  try {
    return parseBatch(text);
  } catch (error) {
    return { tasks: [], groups: [], fault: error instanceof Error ? error.message : String(error) };
  }
}

function parseBatch(text: string): ReadBatch {
  if (new TextEncoder().encode(text).length > MAX_BYTES) throw new RangeError('the body is larger than 256 KiB');
  const body: unknown = JSON.parse(text);
  if (!isRecord(body)) throw new TypeError('the body is no object');
  const stray = Object.keys(body).find((key) => key !== 'tasks' && key !== 'groups');
  if (stray !== undefined) throw new TypeError(`unknown key ${stray}`);
  const wanted: { readonly [K in keyof BatchRequest]: unknown } = body;
  const tasks = parseHalf(wanted.tasks, 'tasks');
  const groups = parseHalf(wanted.groups, 'groups');
  if (tasks.length + groups.length > MAX_IDS) throw new RangeError(`more than ${MAX_IDS} ids`);
  const asked = new Set(tasks.map(([id]) => id));
  const twice = groups.find(([id]) => asked.has(id))?.[0];
  if (twice !== undefined) throw new TypeError(`${twice} is in tasks and in groups`);
  return { tasks, groups };
}

function parseHalf(half: unknown, name: string): Half {
  if (half === undefined) return [];
  if (!isRecord(half)) throw new TypeError(`${name} is no object`);
  return Object.entries(half).map(([id, etag]) => {
    if (etag !== null && typeof etag !== 'string') throw new TypeError(`${name}.${id} is neither text nor null`);
    return [id, etag] as const;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Answers a batch as `@celery-results/server` does. */
export function answerBatch(poll: Poll, { tasks, groups, fault }: ReadBatch): Answer {
  if (fault !== undefined) return problemAnswer(400, { name: 'bad-batch', title: 'This is no batch', detail: fault });
  const unchanged: string[] = [];
  const errors: [string, PythonValue][] = [];
  const read = (half: Half, show: (id: string) => Shown): PythonValue =>
    Object.fromEntries(
      half.flatMap(([id, etag]) => {
        if (!isValidId(id)) errors.push([id, BAD_ID]);
        else {
          const shown = show(id);
          if (shown.etag !== etag) return [[id, shown]];
          unchanged.push(id);
        }
        return [];
      }),
    );
  const body = {
    tasks: read(tasks, (id) => taskV1(poll, id)),
    groups: read(groups, (id) => groupV1(poll, id)),
    unchanged,
    errors: Object.fromEntries(errors),
  };
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: pythonJson(body, { strict: true }) };
}

const BAD_ID: PythonValue = { type: 'urn:celery-results:problem:bad-id', title: 'No URL takes this id', status: 400 };

/** What a batch shows of an id. */
type Shown = Readonly<Record<string, PythonValue>> & { readonly etag: string };

function taskV1(poll: Poll, id: string): Shown {
  const record = poll.task(id);
  return withEtag(poll, { ...taskOf(id, record), known: record !== undefined });
}

function groupV1(poll: Poll, id: string): Shown {
  const leaves = leavesOf(poll.group(id) ?? []);
  const results = leaves.map((leaf) => taskV1(poll, leaf));
  const counts: Record<string, number> = {};
  for (const leaf of leaves) {
    const status = poll.before(leaf)?.status ?? 'PENDING';
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return withEtag(poll, { id, known: leaves.length > 0, results, counts });
}

function withEtag(poll: Poll, shown: Readonly<Record<string, PythonValue>>): Shown {
  return { ...shown, etag: poll.etagOf(pythonJson(shown)) };
}

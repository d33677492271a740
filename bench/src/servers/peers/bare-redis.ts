import { createClient } from '@redis/client';
import { exceptionOf } from './exception.ts';
import { readVariable } from './listen.ts';
import { serveBare } from './serve-bare.ts';

// The two status views without a framework: one GET for a task, and one GET and one MGET for a group. No entity tags,
// no limits, no serializer but JSON, and, as in Django, no group with a failed member.

interface Meta {
  readonly status: string;
  readonly result: unknown;
  readonly traceback: string | null;
}

const redis = createClient({ url: readVariable('BENCH_DATABASE_URL') });
await redis.connect();
serveBare({ task, group });

async function task(id: string): Promise<string> {
  const text = await redis.get(`celery-task-meta-${id}`);
  const { status, result, traceback } = parse(text);
  if (status !== 'FAILURE') return JSON.stringify({ task: { id, status, result } });
  const { repr, name } = exceptionOf(JSON.stringify(result));
  return JSON.stringify({ task: { id, status, result: repr, exc: name, traceback } });
}

async function group(id: string): Promise<string> {
  const stored = await redis.get(`celery-taskset-meta-${id}`);
  if (stored === null) throw new Error('no such group');
  const { result } = JSON.parse(stored) as { result: [unknown, readonly [[string, unknown], unknown][]] };
  const texts = await redis.mGet(result[1].map(([[member]]) => `celery-task-meta-${member}`));
  const results = texts.map(parse).map(({ status, result }) => ({ result, status }));
  return JSON.stringify({ group: { id, results } });
}

function parse(text: string | null): Meta {
  return text === null ? { status: 'PENDING', result: null, traceback: null } : (JSON.parse(text) as Meta);
}

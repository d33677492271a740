import { isValidId } from '../protocol/routes.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { leavesOf } from './fake-group.ts';
import type { Poll } from './fake-state.ts';
import { problemAnswer, problemBody } from './problem.ts';
import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';
import type { Half, ReadBatch } from './read-batch.ts';
import { taskOf } from './views.ts';

/** What a batch shows of an id. */
type Shown = Readonly<Record<string, PythonValue>> & { readonly etag: string };

/** Answers a batch as `@celery-results/server` does. */
export function answerBatch(poll: Poll, { tasks, groups, problem }: ReadBatch): Answer {
  if (problem) return problemAnswer(problem);
  const unchanged: string[] = [];
  const errors: [string, PythonValue][] = [];
  const read = (half: Half, show: (id: string) => Shown): PythonValue => {
    const changed: [string, PythonValue][] = [];
    for (const [id, etag] of half) {
      const shown = isValidId(id) ? show(id) : undefined;
      if (!shown) errors.push([id, problemBody({ name: 'invalid-id' })]);
      else if (shown.etag === etag) unchanged.push(id);
      else changed.push([id, shown]);
    }
    return Object.fromEntries(changed);
  };
  const body = {
    tasks: read(tasks, (id) => taskV1(poll, id)),
    groups: read(groups, (id) => groupV1(poll, id)),
    unchanged,
    errors: Object.fromEntries(errors),
  };
  return jsonAnswer(body, { strict: true });
}

function taskV1(poll: Poll, id: string): Shown {
  const record = poll.task(id);
  return withEtag(poll, { ...taskOf(id, record), known: record !== undefined });
}

function groupV1(poll: Poll, id: string): Shown {
  const members = poll.group(id);
  const leaves = leavesOf(members ?? []);
  const counts = new Map<string, number>();
  const results = leaves.map((leaf) => {
    const shown = taskV1(poll, leaf);
    const status = String(shown['status']);
    counts.set(status, (counts.get(status) ?? 0) + 1);
    return shown;
  });
  return withEtag(poll, { id, known: members !== undefined, results, counts: Object.fromEntries(counts) });
}

function withEtag(poll: Poll, shown: Readonly<Record<string, PythonValue>>): Shown {
  return { ...shown, etag: poll.etagOf(pythonJson(shown)) };
}

import { exceptionOf } from './exception.ts';
import { readVariable } from './listen.ts';
import { openRows, type TaskRow } from './rows.ts';
import { serveBare } from './serve-bare.ts';

// The two status views without a framework: one prepared query for a request, and the stored JSON is sent as it is. No
// entity tags, no limits, no serializer but JSON, and, as in Django, no group with a failed member.

const rows = openRows(readVariable('BENCH_DATABASE_URL'));
serveBare({ task, group });

async function task(id: string): Promise<string> {
  const row = await rows.task(id);
  if (!row) return `{"task": {"id": ${JSON.stringify(id)}, "status": "PENDING", "result": null}}`;
  if (row.status !== 'FAILURE')
    return `{"task": {"id": ${JSON.stringify(id)}, "status": "${row.status}", "result": ${row.result}}}`;
  const { repr, name } = exceptionOf(row.result);
  const result = `"result": ${JSON.stringify(repr)}, "exc": ${JSON.stringify(name)}`;
  const traceback = `"traceback": ${JSON.stringify(row.traceback)}`;
  return `{"task": {"id": ${JSON.stringify(id)}, "status": "FAILURE", ${result}, ${traceback}}}`;
}

async function group(id: string): Promise<string> {
  const stored = await rows.group(id);
  if (stored === undefined) throw new Error('no such group');
  const [, members] = JSON.parse(stored) as [unknown, readonly [[string, unknown], unknown][]];
  const ids = members.map(([[member]]) => member);
  const found = new Map((await rows.members(ids)).map((row) => [row.task_id, row]));
  const results = ids.map((member) => memberText(found.get(member)));
  return `{"group": {"id": ${JSON.stringify(id)}, "results": [${results.join(', ')}]}}`;
}

function memberText(row: TaskRow | undefined): string {
  return row ? `{"result": ${row.result}, "status": "${row.status}"}` : '{"result": null, "status": "PENDING"}';
}

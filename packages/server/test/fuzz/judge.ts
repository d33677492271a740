import type { RecordedRequest } from '@celery-results/conformance';
import type { RawAnswer } from '../raw-http.ts';
import type { FuzzCase } from './cases.ts';

/** What was asked, what Django said, and what we said. */
export interface Asked {
  readonly theirs: RecordedRequest;
  readonly ours: RawAnswer;
}

/** Where the answers to one case part, as a text; undefined where they are as promised. */
export function judge(one: FuzzCase, asked: readonly Asked[]): string | undefined {
  for (const { theirs, ours } of asked) {
    const expected = expectedAnswer(theirs, one, asked);
    if (isSame(expected, ours)) continue;
    const got = `${ours.status} ${ours.contentType ?? ''} ${ours.body}`;
    const error = theirs.error === undefined ? '' : ` (${theirs.error}: ${theirs.error_text})`;
    return `${theirs.path}\n  Django   ${theirs.status}${error} ${theirs.body.slice(0, 2_000)}\n  expected ${JSON.stringify(expected).slice(0, 2_000)}\n  got      ${got.slice(0, 2_000)}`;
  }
  return undefined;
}

type Expected =
  | { readonly status: number; readonly contentType: string | undefined; readonly body: string }
  | { readonly status: number; readonly problem: string };

function isSame(expected: Expected, ours: RawAnswer): boolean {
  if (expected.status !== ours.status) return false;
  if ('problem' in expected)
    return (
      ours.contentType === 'application/problem+json' &&
      JSON.parse(ours.body).type === `urn:celery-results:problem:${expected.problem}`
    );
  return expected.contentType === ours.contentType && expected.body === ours.body;
}

const UNREADABLE: Expected = { status: 502, problem: 'unreadable-result' };

/** Pages of Django 3.2 say nothing of their charset. */
function contentType({ headers: { 'Content-Type': type } }: RecordedRequest): string | undefined {
  return type === 'text/html' ? 'text/html; charset=utf-8' : type;
}

/** What kombu says of an exception that it cannot show: the class, and then the answering process's own call stack. */
const CALL_STACK = /("<Unrepresentable <class '[^']*'>): (?:[^"\\]|\\.)*"/;

/** Django's own answer, and where that is an error, what the published list of differences promises. */
function expectedAnswer(theirs: RecordedRequest, one: FuzzCase, asked: readonly Asked[]): Expected {
  if (theirs.status < 500)
    return {
      status: theirs.status,
      contentType: contentType(theirs),
      body: theirs.body.replace(CALL_STACK, '$1>"'),
    };
  return theirs.path.includes('group/status/') || theirs.path.endsWith('/group/status/')
    ? groupStatus(one, asked)
    : UNREADABLE;
}

function groupStatus(one: FuzzCase, asked: readonly Asked[]): Expected {
  const done = asked.find(({ theirs }) => theirs.path.includes('group/done/'))?.theirs;
  if (done?.body.endsWith('"results": []}}') && (one.leaves ?? []).length === 0 && !hasChildren(one))
    return { status: 404, problem: 'unknown-group' };
  // status and done of each leaf come after the four answers about the group
  const members = (one.leaves ?? []).map((_, index) => memberText(asked[4 + 2 * index]?.theirs));
  if (members.includes(undefined)) return UNREADABLE;
  const id = /"id": ("(?:[^"\\]|\\.)*")/.exec(done?.body ?? '')?.[1] ?? idOfPath(done?.path ?? '');
  return {
    status: 200,
    contentType: 'application/json',
    body: `{"group": {"id": ${id}, "results": [${members.join(', ')}]}}`,
  };
}

/** A group of nothing but empty groups has no tasks, and is not unknown. */
function hasChildren({ steps }: FuzzCase): boolean {
  return steps.some((step) => step['do'] === 'group' && Array.isArray(step['children']) && step['children'].length > 0);
}

function idOfPath(path: string): string {
  return JSON.stringify(path.split('/').at(-2));
}

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const LONG = new RegExp(
  `^\\{"task": \\{"id": ${STRING}, "status": (${STRING}), "result": (${STRING}), "exc": (${STRING}), "traceback": `,
);
const SHORT = new RegExp(`^\\{"task": \\{"id": ${STRING}, "status": (${STRING}), "result": ([\\s\\S]*)\\}\\}$`);

/** A task as a group shows it, from Django's own answer about the task; undefined where there is none. */
function memberText(answer: RecordedRequest | undefined): string | undefined {
  if (answer?.status !== 200) return undefined;
  const long = LONG.exec(answer.body);
  if (long) return `{"result": ${long[3] === '"builtins.NoneType"' ? 'null' : long[2]}, "status": ${long[1]}}`;
  const short = SHORT.exec(answer.body);
  return short ? `{"result": ${short[2]}, "status": ${short[1]}}` : undefined;
}

import type { RecordedRequest } from '@celery-results/conformance';
import type { RawAnswer } from '../raw-http.ts';
import type { FuzzCase, FuzzSerializer } from './cases.ts';

/** A request, the answer of Django and ours. */
export interface Comparison {
  readonly theirs: RecordedRequest;
  readonly ours: RawAnswer;
}

const MAX_SHOWN_CHARS = 2_000;

/** The process that answers for Django, where the names in a pickle matter. */
export interface Served {
  readonly serializer: FuzzSerializer;
  /** What it has loaded. */
  readonly modules: ReadonlySet<string>;
}

/** Describes the first answer to a case that is wrong. Undefined where all are right. */
export function judge(one: FuzzCase, asked: readonly Comparison[], served?: Served): string | undefined {
  for (const { theirs, ours } of asked) {
    const expected = expectedAnswer(theirs, one, asked);
    if (isSame(expected, ours) || (isAboutUnimportable(theirs, asked) && isNamed(ours))) continue;
    if (theirs.status >= 500 && isAnsweredInstead(one.kind, theirs, ours)) continue;
    if (served && isOfUnknownClass(one, theirs, ours, served)) continue;
    const got = `${ours.status} ${ours.contentType ?? ''} ${ours.body}`;
    const error = theirs.error === undefined ? '' : ` (${theirs.error}: ${theirs.error_text})`;
    return [
      theirs.path,
      `  Django   ${theirs.status}${error} ${theirs.status < 500 ? theirs.body.slice(0, MAX_SHOWN_CHARS) : ''}`,
      `  expected ${JSON.stringify(expected).slice(0, MAX_SHOWN_CHARS)}`,
      `  got      ${got.slice(0, MAX_SHOWN_CHARS)}`,
    ].join('\n');
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

/** What Python says of a class in a pickle that it cannot import. */
const UNIMPORTABLE =
  /^(Decode|ModuleNotFound|Attribute)Error: (No module named|Can't get attribute|module .* has no attribute)/;

/** Whether Django answers 500 for want of a class, that of a member included. */
function isAboutUnimportable(theirs: RecordedRequest, asked: readonly Comparison[]): boolean {
  const isWanting = ({ error = '', error_text: text = '' }: RecordedRequest): boolean =>
    UNIMPORTABLE.test(`${error}: ${text}`);
  return theirs.status >= 500 && (isWanting(theirs) || (isGroup(theirs) && asked.some((one) => isWanting(one.theirs))));
}

/** MariaDB's error for an id that the character set of the column cannot hold. */
const CHARSET_ERROR = 'Illegal mix of collations';
/** The answers about a task without a row. */
const UNKNOWN_TASK = /"status": "PENDING", "result": null|"executed": false/;

/**
 * What Django cannot answer and we do, as the list says: odd dates, groups made by hand, names of no classes, and ids
 * that no row can have.
 */
function isAnsweredInstead(kind: string, theirs: RecordedRequest, ours: RawAnswer): boolean {
  const isAnswered = ours.status === 200 && ours.contentType === 'application/json';
  if (theirs.error_text?.includes(CHARSET_ERROR)) return isAnswered && UNKNOWN_TASK.test(ours.body);
  if (kind === 'odd date' || theirs.error === 'SecurityError') return isAnswered;
  return (
    kind === 'group column' &&
    isGroup(theirs) &&
    (isAnswered || isSame(UNREADABLE, ours) || isSame({ status: 404, problem: 'unknown-group' }, ours))
  );
}

/**
 * Whether a pickle has an object whose class the server cannot know: it is named in a problem. An exception of a module
 * that a new project has not loaded is shown by its name and arguments, whatever its own repr is.
 */
function isOfUnknownClass(one: FuzzCase, theirs: RecordedRequest, ours: RawAnswer, served: Served): boolean {
  if (served.serializer !== 'pickle' || !theirs.path.includes('/status/')) return false;
  if (isSame(UNREADABLE, ours) && UNKNOWN_CLASS.test(JSON.parse(ours.body).detail)) return true;
  const named = [...JSON.stringify(one.steps).matchAll(/module\(\\"([^"\\]+)/g)].map(([, module = '']) => module);
  if (named.every((module) => served.modules.has(module)) || ours.status !== 200) return false;
  const [mine, django] = [JSON.parse(ours.body).task, theirs.status === 200 ? JSON.parse(theirs.body).task : {}];
  return theirs.status >= 500 || (mine.status === django.status && mine.exc === django.exc);
}

/** A problem that names a class other than those of plain data. */
const UNKNOWN_CLASS = /<class '(?!(?:datetime|decimal|uuid|zoneinfo|django\.utils\.(?:safestring|datastructures))\.)/;

/** The published answer: an exception by its name, or a problem about an object of a class that is not known. */
function isNamed(ours: RawAnswer): boolean {
  return (ours.status === 200 && ours.contentType === 'application/json') || isSame(UNREADABLE, ours);
}

/** Pages of Django 3.2 say nothing of their charset. */
function contentType({ headers: { 'Content-Type': type } }: RecordedRequest): string | undefined {
  return type === 'text/html' ? 'text/html; charset=utf-8' : type;
}

/** What kombu says of an exception that it cannot show: the class, and then the answering process's own call stack. */
const CALL_STACK = /("<Unrepresentable <class '[^']*'>): (?:[^"\\]|\\.)*"/;

/** Django's own answer, and where that is an error, what the published list of differences promises. */
function expectedAnswer(theirs: RecordedRequest, one: FuzzCase, asked: readonly Comparison[]): Expected {
  if (theirs.status < 500)
    return {
      status: theirs.status,
      contentType: contentType(theirs),
      body: theirs.body.replace(CALL_STACK, '$1>"'),
    };
  return isGroup(theirs) ? groupStatus(one, asked) : UNREADABLE;
}

function isGroup({ path }: RecordedRequest): boolean {
  return path.includes('group/status/');
}

function groupStatus(one: FuzzCase, asked: readonly Comparison[]): Expected {
  const done = asked.find(({ theirs }) => theirs.path.includes('group/done/'))?.theirs;
  if (done?.body.endsWith('"results": []}}') && (one.leaves ?? []).length === 0 && !hasChildren(one))
    return { status: 404, problem: 'unknown-group' };
  // status and done of each leaf come after the four answers about the group
  const members = (one.leaves ?? []).map((_, index) =>
    memberText(asked[4 + 2 * index]?.theirs)?.replace(CALL_STACK, '$1>"'),
  );
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

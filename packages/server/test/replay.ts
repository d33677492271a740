import type { Difference, RecordedAnswers, RecordedRequest, VectorCase } from '@celery-results/conformance';
import type { RawAnswer, RawClient } from './raw-http.ts';

/** A recorded case and its file. */
export interface FileCase {
  readonly file: string;
  readonly case: VectorCase;
}

/** The server that answers. */
export interface Target {
  readonly client: RawClient;
  /** The published differences, without those that the flags of this server exclude. */
  readonly differences: readonly Difference[];
  /** Called with a published difference and the name of a case that shows it. */
  readonly onDifference: (difference: Difference, shownBy: string) => void;
}

/** Sends every request of the cases. @returns a text for each answer that is neither Django's nor a known difference */
export async function replay(target: Target, filed: readonly FileCase[]): Promise<string[]> {
  const found = await Promise.all(
    filed.flatMap((one) =>
      one.case.requests.map(async (recorded) => {
        const answer = await target.client.send(recorded.method, recorded.path);
        const complaint = complaintAbout(target, { ...one, recorded }, answer);
        return complaint === undefined
          ? []
          : [`${one.file} ${one.case.name}: ${recorded.method} ${recorded.path.slice(0, 120)}: ${complaint}`];
      }),
    ),
  );
  return found.flat();
}

/** One request of a case. */
interface CaseRequest extends FileCase {
  readonly recorded: RecordedRequest;
}

function complaintAbout(target: Target, request: CaseRequest, answer: RawAnswer): string | undefined {
  const { recorded } = request;
  const { 'Content-Type': contentType, Location: location } = recorded.headers;
  const expected = show(recorded.status, contentType, location, recorded.body);
  const got = show(answer.status, answer.contentType, answer.location, answer.body);
  if (got === expected) return undefined;
  const listed = target.differences.find(
    (one) => isAbout(one.recorded, request) && isGiven(one.answered, answer, recorded.method),
  );
  if (!listed) return `${difference(expected, got)}\n  ${recorded.error ?? ''} ${recorded.error_text ?? ''}`;
  target.onDifference(listed, request.case.name);
  return undefined;
}

function isAbout(about: RecordedAnswers, { file, case: { name }, recorded }: CaseRequest): boolean {
  const { method, path, status, error = '', error_text: text = '' } = recorded;
  return (
    [about.status].flat().includes(status) &&
    (about.methods?.includes(method) ?? true) &&
    (about.routes?.includes(routeOf(path)) ?? true) &&
    new RegExp(about.error ?? '').test(`${error}: ${text}`) &&
    (about.file ?? file) === file &&
    (about.cases?.includes(name) ?? true)
  );
}

function routeOf(path: string): string {
  const noun = /\/group\/(status|done)\//.test(path) ? 'group' : 'task';
  return /\/status\//.test(path) ? `celery-${noun}_status` : `celery-is_${noun}_successful`;
}

function isGiven(given: Difference['answered'], answer: RawAnswer, method: string): boolean {
  const { status, problem, contentTypes = ['application/json'] } = given;
  if (answer.status !== status) return false;
  if (problem === undefined) return contentTypes.includes(answer.contentType ?? '');
  if (answer.contentType !== 'application/problem+json' || (status === 405 && answer.allow === undefined)) return false;
  return method === 'HEAD' || JSON.parse(answer.body).type === `urn:celery-results:problem:${problem}`;
}

function show(status: number, contentType: string | undefined, location: string | undefined, body: string): string {
  return `${status} ${contentType ?? ''} ${location ?? ''} ${body}`;
}

/** Shows both texts, from shortly before the first difference. */
function difference(expected: string, got: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === got[at]) at += 1;
  const from = Math.max(0, Math.min(at - 120, got.length - 120));
  const part = (text: string): string => JSON.stringify(text.slice(from, at + 200));
  return `differs at ${at}\n  expected ${part(expected)}\n  got      ${part(got)}`;
}

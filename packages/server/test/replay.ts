import type { Difference, RecordedAnswers, RecordedRequest, VectorCase } from '@celery-results/conformance';
import type { RawAnswer, RawClient } from './raw-http.ts';

/** A recorded case with the file it stands in. */
export interface Filed {
  readonly file: string;
  readonly case: VectorCase;
}

/** Where the answers come from. */
export interface Target {
  readonly client: RawClient;
  /** The published list, less the lines that this server's flags rule out. */
  readonly differences: readonly Difference[];
  /** Told which case showed which line of the list. */
  readonly onDifference: (difference: Difference, shownBy: string) => void;
}

/** Sends every request of the cases; gives one text for each answer that is neither Django's nor on the list. */
export async function replay(target: Target, filed: readonly Filed[]): Promise<string[]> {
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

interface Asked extends Filed {
  readonly recorded: RecordedRequest;
}

function complaintAbout(target: Target, asked: Asked, answer: RawAnswer): string | undefined {
  const { recorded } = asked;
  const { 'Content-Type': contentType, Location: location } = recorded.headers;
  const expected = show(recorded.status, contentType, location, recorded.body);
  const got = show(answer.status, answer.contentType, answer.location, answer.body);
  if (got === expected) return undefined;
  const listed = target.differences.find(
    (one) => isAbout(one.recorded, asked) && isGiven(one.answered, answer, recorded.method),
  );
  if (!listed) return `${difference(expected, got)}\n  ${recorded.error ?? ''} ${recorded.error_text ?? ''}`;
  target.onDifference(listed, asked.case.name);
  return undefined;
}

function isAbout(about: RecordedAnswers, { file, case: { name }, recorded }: Asked): boolean {
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

function isGiven({ status, problem }: Difference['answered'], answer: RawAnswer, method: string): boolean {
  if (answer.status !== status) return false;
  if (problem === undefined) return answer.contentType === 'application/json';
  if (answer.contentType !== 'application/problem+json' || (status === 405 && answer.allow === undefined)) return false;
  return method === 'HEAD' || JSON.parse(answer.body).type === `urn:celery-results:problem:${problem}`;
}

function show(status: number, contentType: string | undefined, location: string | undefined, body: string): string {
  return `${status} ${contentType ?? ''} ${location ?? ''} ${body}`;
}

/** Both texts from shortly before where they part. */
function difference(expected: string, got: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === got[at]) at += 1;
  const from = Math.max(0, Math.min(at - 120, got.length - 120));
  return `differs at ${at}\n  expected ${JSON.stringify(expected.slice(from, at + 200))}\n  got      ${JSON.stringify(got.slice(from, at + 200))}`;
}

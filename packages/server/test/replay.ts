import type { Differences, RecordedRequest, VectorCase } from '@celery-results/conformance';
import type { DatabaseKind } from '@celery-results/testing';
import type { RawAnswer, RawClient } from './raw-http.ts';

/** A recorded case with the file it stands in. */
export interface Filed {
  readonly file: string;
  readonly case: VectorCase;
}

/** Where the answers come from. */
export interface Target {
  readonly client: RawClient;
  readonly database: DatabaseKind;
  readonly differences: Differences;
}

/** Sends every request of the cases; gives one text for each answer that is not what it should be. */
export async function replay(target: Target, filed: readonly Filed[]): Promise<string[]> {
  const found = await Promise.all(
    filed.flatMap(({ file, case: one }) =>
      one.requests.map(async (recorded) => {
        const answer = await target.client.send(recorded.method, recorded.path);
        const complaint = complaintAbout(recorded, answer, listedStatus(target, { file, case: one }, recorded));
        return complaint === undefined
          ? []
          : [`${file} ${one.name}: ${recorded.method} ${recorded.path.slice(0, 120)}: ${complaint}`];
      }),
    ),
  );
  return found.flat();
}

/** The status that the published list promises instead of the recorded answer. */
function listedStatus({ differences, database }: Target, filed: Filed, recorded: RecordedRequest): number | undefined {
  return differences.differ.find(
    (one) =>
      one.file === filed.file &&
      one.case === filed.case.name &&
      one.requests.includes(`${recorded.method} ${recorded.path}`) &&
      (one.databases?.includes(database) ?? true),
  )?.status;
}

function complaintAbout(recorded: RecordedRequest, answer: RawAnswer, listed: number | undefined): string | undefined {
  if (![200, 301, 404].includes(recorded.status)) return complaintAboutOurs(recorded, answer);
  const { 'Content-Type': contentType, Location: location } = recorded.headers;
  const expected = show(recorded.status, contentType, location, recorded.body);
  const got = show(answer.status, answer.contentType, answer.location, answer.body);
  if (listed === undefined) return got === expected ? undefined : difference(expected, got);
  if (got === expected) return 'is listed in differences.json, and agrees with Django';
  return answer.status === listed ? undefined : `differences.json promises ${listed}\n  got      ${got}`;
}

/** Django had nothing to agree with (500, or 403 for want of a CSRF token): our own rule holds instead. */
function complaintAboutOurs(recorded: RecordedRequest, answer: RawAnswer): string | undefined {
  const { status, contentType } = answer;
  const problem = contentType?.startsWith('application/problem+json') === true;
  const good =
    recorded.status === 403
      ? status === 405 && problem && answer.allow !== undefined
      : (status === 200 && contentType === 'application/json') ||
        (((status >= 400 && status < 500) || status === 502) && problem);
  return good
    ? undefined
    : `Django answers ${recorded.status} ${recorded.error ?? ''}\n  got      ${show(status, contentType, answer.location, answer.body)}`;
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

/** What a run of wrk found. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Body and headers. */
  readonly bytes: number;
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Answers with a status from 400 on; they are among the requests. */
  readonly refused: number;
  /** Requests that had no answer: connections that broke, and answers later than half a minute. */
  readonly lost: number;
}

const COUNTS = ['requests', 'bytes', 'microseconds', 'p50', 'p99', 'max'] as const;
const ERRORS = ['connect', 'read', 'write', 'timeout'] as const;

/** Nothing failed, and nothing was answered either: the time was too short. */
export class NoAnswer extends Error {}

/**
 * Reads what `wrk/requests.lua` prints at the end.
 *
 * @throws NoAnswer when no request was answered yet
 * @throws Error when it is not there
 */
export function parseWrk(output: string): LoadResult {
  const line = /^RESULT (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk did not tell a result. It wrote:\n${output}`);
  const result: unknown = JSON.parse(line);
  const number = (key: string): number => {
    const value: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, key) : undefined;
    if (typeof value !== 'number') throw new Error(`wrk's result has no number ${key}: ${line}`);
    return value;
  };
  const [requests, bytes, microseconds, p50, p99, max] = COUNTS.map(number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lost = ERRORS.reduce((sum, kind) => sum + number(kind), 0);
  const refused = number('status');
  if (requests === refused) throw new NoAnswer(`wrk got no answer (${refused} were refused, ${lost} lost)`);
  const seconds = microseconds / 1e6;
  return {
    requests,
    seconds,
    bytes,
    perSecond: requests / seconds,
    p50: p50 / 1e3,
    p99: p99 / 1e3,
    max: max / 1e3,
    refused,
    lost,
  };
}

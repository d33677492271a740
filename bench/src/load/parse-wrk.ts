/** The result of a run of wrk. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Of bodies and headers. */
  readonly bytes: number;
  /** Percentiles, in milliseconds from a request's first byte to its answer's last byte. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds. */
  readonly max: number;
  /** Answers with a status of 400 or more. They are included in `requests`. */
  readonly refused: number;
  /** Requests without an answer: broken connections, and answers after more than 30 s. */
  readonly lost: number;
}

const ERRORS = ['connect', 'read', 'write', 'timeout'] as const;

/** No request was answered yet: the run was too short. */
export class NoAnswer extends Error {}

/**
 * Parses the result that `wrk/requests.lua` prints at its end.
 *
 * @throws NoAnswer when no request was answered
 * @throws Error when the output has no result
 */
export function parseWrk(output: string): LoadResult {
  const line = /^RESULT (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk printed no result. It wrote:\n${output}`);
  const result: unknown = JSON.parse(line);
  const number = (key: string): number => {
    const value: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, key) : undefined;
    if (typeof value !== 'number') throw new Error(`wrk's result has no number ${key}: ${line}`);
    return value;
  };
  const requests = number('requests');
  const lost = ERRORS.reduce((sum, kind) => sum + number(kind), 0);
  const refused = number('status');
  if (requests === refused) throw new NoAnswer(`wrk got no answer (${refused} were refused, ${lost} lost)`);
  const seconds = number('microseconds') / 1e6;
  return {
    requests,
    seconds,
    bytes: number('bytes'),
    perSecond: requests / seconds,
    p50: number('p50') / 1e3,
    p99: number('p99') / 1e3,
    max: number('max') / 1e3,
    refused,
    lost,
  };
}

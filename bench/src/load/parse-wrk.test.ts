import { expect, it } from 'vitest';
import { NoAnswer, parseWrk } from './parse-wrk.ts';

const RESULT = {
  microseconds: 2_000_000,
  requests: 5_000,
  bytes: 1_000,
  p50: 1_500,
  p99: 9_000,
  max: 12_345,
  connect: 0,
  read: 0,
  write: 0,
  status: 0,
  timeout: 0,
};

function output(changes: Partial<typeof RESULT> = {}): string {
  const result = JSON.stringify({ ...RESULT, ...changes });
  return `Running 2s test @ http://127.0.0.1:1\n  5000 requests in 2.00s\nRESULT ${result}\n`;
}

it('reads the line of the script among all others', () => {
  expect(parseWrk(output())).toEqual({
    requests: 5_000,
    seconds: 2,
    perSecond: 2_500,
    bytes: 1_000,
    p50: 1.5,
    p99: 9,
    max: 12.345,
    refused: 0,
    lost: 0,
  });
});

it('counts error answers', () => {
  expect(parseWrk(output({ status: 3 })).refused).toBe(3);
});

it('counts requests without an answer, for every reason', () => {
  expect(parseWrk(output({ write: 3, read: 1, timeout: 2 })).lost).toBe(6);
});

it('distinguishes a run that was too short from one that failed', () => {
  expect(() => parseWrk(output({ requests: 0 }))).toThrow(NoAnswer);
  expect(() => parseWrk(output({ requests: 7, status: 7 }))).toThrow('7 were refused');
  expect(() => parseWrk('unable to connect to 127.0.0.1:1 Connection refused\n')).toThrow('Connection refused');
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogOutput, type LogOutput } from './log-output.ts';

/** The written chunks. */
let written: string[];
let behaviour: 'take' | 'fail' | 'stall';
let resume: (() => void) | undefined;
let reports: number[];
let output: LogOutput;

beforeEach(() => {
  vi.useFakeTimers();
  [written, reports, behaviour, resume] = [[], [], 'take', undefined];
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (behaviour === 'fail') throw new Error('ENOSPC');
    if (behaviour === 'stall') await new Promise<void>((resolve) => (resume = resolve));
    written.push(String(bytes));
  };
  const writeNow = (bytes: Uint8Array): boolean => {
    if (behaviour === 'take') written.push(String(bytes));
    return behaviour === 'take';
  };
  output = createLogOutput({ write, writeNow }, { chunkBytes: 10, onDropped: (lines) => reports.push(lines) });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('the output of a log', () => {
  it('writes complete lines together, after a tenth of a second at the latest', async () => {
    for (const line of ['a\n', 'b\n']) output.write(line);
    await pass(99);
    expect(written).toEqual([]);
    await pass(1);
    expect(written).toEqual(['a\nb\n']);
    for (const line of ['1234567\n', 'ä\n', 'a line of more than a chunk\n', 'x\n']) output.write(line);
    await pass(100);
    expect(written.slice(1)).toEqual(['1234567\n', 'ä\n', 'a line of more than a chunk\n', 'x\n']);
  });

  it('drops and counts lines that cannot be written, and reports their number when writes succeed again', async () => {
    behaviour = 'fail';
    for (const line of ['a\n', 'b\n']) output.write(line);
    await pass(100);
    output.write('c\n');
    await pass(100);
    expect([written, output.dropped, reports]).toEqual([[], 3, []]);
    behaviour = 'take';
    output.write('d\n');
    await pass(100);
    // a failed write may have ended within a line
    expect([written, output.dropped, reports]).toEqual([['\nd\n'], 3, [3]]);
    output.write('e\n');
    await pass(100);
    expect([written.at(-1), reports]).toEqual(['e\n', [3]]);
  });

  it('keeps a megabyte for a reader that stops, and drops further lines', async () => {
    behaviour = 'stall';
    const line = `${'x'.repeat(1_023)}\n`;
    for (let count = 0; count < 2_000; count += 1) output.write(line);
    await pass(100);
    // the reader has received one chunk
    expect(output.dropped).toBe(2_000 - 1_024 - 1);
    behaviour = 'take';
    resume?.();
    await pass(100);
    expect(written.join('').length).toBe(1_025 * 1_024);
    expect(reports).toEqual([975]);
  });

  it('closes after half a second, also when the reader does not read', async () => {
    behaviour = 'stall';
    output.write('a\n');
    await pass(100);
    output.write('b\n');
    let isClosed = false;
    const closed = output.close().then(() => (isClosed = true));
    await pass(499);
    expect(isClosed).toBe(false);
    await pass(1);
    await closed;
    // the end of the process does not wait for the reader either
    output.closeNow();
    expect(written).toEqual([]);
  });

  it('writes the last lines when it is closed, and when the process ends', async () => {
    output.write('a\n');
    await output.close();
    output.write('b\n');
    output.closeNow();
    expect(written).toEqual(['a\n', 'b\n']);
  });
});

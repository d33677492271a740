import { describe, expect, it } from 'vitest';
import { createCodec } from '../codec.ts';
import { DecodeError } from '../errors.ts';

const UUID = '"00000000-0000-4000-8000-000000000001"';
const codec = createCodec();
const answer = (type: string, value: unknown): string =>
  codec.toJson(JSON.stringify({ __type__: type, __value__: value }));

/** Values that Python's constructors accept, but kombu never writes. The results are those of Python 3.14. */
describe('a typed value', () => {
  it.each([
    ['decimal', '1E+999999999999999999', '"1E+999999999999999999"'],
    ['decimal', ' \u0663_.5 ', '"3.5"'],
    ['decimal', [1, [0, 1], 'N'], '"-sNaN1"'],
    ['decimal', [true, [1, 2], 3], '"-1.2E+4"'],
    ['uuid', { hex: '0x_cccccccccccccccccccccccccccccc' }, undefined],
    ['uuid', { hex: '0xcccccccccccccccccccccccccccccc' }, '"00cccccc-cccc-cccc-cccc-cccccccccccc"'],
    ['uuid', { hex: '{urn:uuid:00000000-0000-0000-0000-000000000001}', version: 4 }, UUID],
    ['uuid', { fields: [1, 2, 3, 4, 5, 6] }, '"00000001-0002-0003-0405-000000000006"'],
    ['uuid', { hex: null, int: 5 }, '"00000000-0000-0000-0000-000000000005"'],
    ['datetime', '2024-01-02T03:04:05.+01:00', undefined],
    ['datetime', '2024-01-02T03:04x+01:00', '"2024-01-02T03:04:00+01:00"'],
    ['datetime', '2024-01-02T03:04:05.123456789x-00:30', '"2024-01-02T03:04:05.123-00:30"'],
    ['datetime', '2024-12-31 24:00', '"2025-01-01T00:00:00"'],
    ['time', 'T24:00', '"00:00:00"'],
  ])('%s of %j', (type, value, json) => {
    if (json === undefined) expect(() => answer(type, value)).toThrow(DecodeError);
    else expect(answer(type, value)).toBe(json);
  });

  it.each([
    ['decimal', '1E+1000000000000000000'],
    ['decimal', `1E-${'9'.repeat(1_000_000)}`],
    ['decimal', [0, [1.5], 0]],
    ['uuid', { hex: 'c'.repeat(32), int: 1 }],
    ['uuid', { hex: 'c'.repeat(32), other: 1 }],
    ['uuid', { int: 1, version: 9 }],
    ['datetime', '2024-01-02T'],
    ['datetime', '2024-01-02T03:04:05 '],
  ])('%s of %j is refused', (type, value) => {
    expect(() => answer(type, value)).toThrow(DecodeError);
  });
});

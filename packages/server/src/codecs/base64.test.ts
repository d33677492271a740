import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64.ts';
import { DecodeFault } from './fault.ts';

describe('base64 as Python 3.14 reads it', () => {
  it.each([
    ['', ''],
    ['e30=', '{}'],
    ['e3\n0 =!', '{}'],
    ['=e30=', '{}'],
    ['e30==', '{}'],
    ['YWJj', 'abc'],
    ['YW=Jj', 'abc'],
    ['=', ''],
  ])('reads %j as %j', (text, decoded) => {
    expect(Buffer.from(decodeBase64(text)).toString()).toBe(decoded);
  });

  it.each(['e30', 'e', 'e===', 'YWJjZ', 'YW=J'])('refuses %j for its padding', (text) => {
    expect(() => decodeBase64(text)).toThrow(DecodeFault);
  });

  it('reads a million padding marks in the middle in linear time', () => {
    expect(decodeBase64(`YW${'='.repeat(1_000_000)}Jj`)).toHaveLength(3);
  });
});

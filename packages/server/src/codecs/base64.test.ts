import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64.ts';
import { DecodeError } from './errors.ts';

describe('base64 as Python 3.14 decodes it', () => {
  it.each([
    { text: '', decoded: '' },
    { text: 'e30=', decoded: '{}' },
    { text: 'e3\n0 =!', decoded: '{}' },
    { text: '=e30=', decoded: '{}' },
    { text: 'e30==', decoded: '{}' },
    { text: 'YWJj', decoded: 'abc' },
    { text: 'YW=Jj', decoded: 'abc' },
    { text: '=', decoded: '' },
  ])('decodes $text to $decoded', ({ text, decoded }) => {
    expect(Buffer.from(decodeBase64(text)).toString()).toBe(decoded);
  });

  it.each(['e30', 'e', 'e===', 'YWJjZ', 'YW=J'])('refuses %j because of its padding', (text) => {
    expect(() => decodeBase64(text)).toThrow(DecodeError);
  });

  it('reads a million padding characters in linear time', () => {
    expect(decodeBase64(`YW${'='.repeat(1_000_000)}Jj`)).toHaveLength(3);
  });
});

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpack } from './unpack.ts';

const TEXT = Buffer.from('{"status": "SUCCESS"}');

function packed(type: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`\0celery-compressed\0${type}\0`), body]);
}

describe('unpack', () => {
  it('returns values unchanged if they are not compressed', () => {
    for (const value of [TEXT, Buffer.from('\0'), Buffer.from('\0celery-compressed'), Buffer.alloc(0)])
      expect(unpack(value, 5)).toBe(value);
  });

  it.each([
    { type: 'application/x-gzip', body: deflateSync(TEXT) },
    { type: 'application/x-brotli', body: brotliCompressSync(TEXT) },
    { type: 'application/zstd', body: zstdCompressSync(TEXT) },
  ])('undoes $type', ({ type, body }) => {
    expect(unpack(packed(type, body), 1_000)).toEqual(TEXT);
  });

  it.each([
    { type: 'application/x-gzip', compress: deflateSync },
    { type: 'application/x-brotli', compress: brotliCompressSync },
    { type: 'application/zstd', compress: zstdCompressSync },
  ])('returns undefined if the decompressed $type has more bytes than allowed', ({ type, compress }) => {
    const bomb = packed(type, compress(Buffer.alloc(50_000_000)));
    expect(bomb.length).toBeLessThan(100_000);
    expect(unpack(bomb, 1_000_000)).toBeUndefined();
  });

  it.each([
    { type: 'application/x-bz2', body: TEXT, message: 'this compression cannot be undone here' },
    { type: 'application/x-lzma', body: TEXT, message: 'this compression cannot be undone here' },
    { type: 'text/plain', body: TEXT, message: 'this compression cannot be undone here' },
    { type: 'x'.repeat(500), body: TEXT, message: 'this compression cannot be undone here' },
    { type: 'application/x-gzip', body: gzipSync(TEXT), message: 'the compressed value is broken' },
    { type: 'application/x-gzip', body: deflateSync(TEXT).subarray(0, -4), message: 'the compressed value is broken' },
    { type: 'application/zstd', body: TEXT, message: 'the compressed value is broken' },
    { type: 'application/x-brotli', body: Buffer.alloc(0), message: 'the compressed value is broken' },
  ])('refuses $type', ({ type, body, message }) => {
    expect(() => unpack(packed(type, body), 1_000)).toThrow(message);
  });
});

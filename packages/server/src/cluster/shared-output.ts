import { destination } from 'pino';

/** Bytes that a pipe takes in one piece or not at all: PIPE_BUF of Linux. */
const PIECE = 4_096;

/**
 * Standard output that several processes write to: whole lines in pieces that do not mix, however slowly they are read. A longer line, which only an
 * error with many causes has, may be cut in two by another one's where the reader is too slow.
 */
export function sharedOutput(): { write(line: string): void } {
  return destination({ dest: 1, sync: false, maxWrite: PIECE });
}

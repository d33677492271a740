import { fstatSync, write, writeSync } from 'node:fs';
import process, { stdout } from 'node:process';
import type { Writable } from 'node:stream';

/** A destination for chunks of a log. */
export interface LogSink {
  /** Resolves when all bytes are written. @throws the error of the system, such as ENOSPC or EPIPE */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes at once, or not at all if that would block. Returns whether all bytes are written. */
  writeNow(bytes: Uint8Array): boolean;
}

const STDOUT = 1;

/** The standard output of this process. */
export function standardOutput(): LogSink {
  // the promise of the write reports the error; a log line must not end the process
  stdout.on('error', () => {});
  return isFile() ? fileSink() : streamSink(stdout);
}

/** Calls a function when this process ends, except by a signal. */
export function atExit(close: () => void): void {
  process.once('exit', close);
}

function isFile(): boolean {
  try {
    return fstatSync(STDOUT).isFile();
  } catch {
    // the descriptor is closed
    return false;
  }
}

/** Creates a sink for a file. A slow disk delays a thread of Node, but not the process. */
function fileSink(): LogSink {
  return {
    write: async (bytes) => {
      let rest = bytes;
      while (rest.length > 0) rest = rest.subarray(await written(rest));
    },
    writeNow,
  };
}

function written(bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    write(STDOUT, bytes, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

/**
 * Creates a sink for a pipe or socket. Node opens them so that a write never blocks: data waits in memory for the
 * reader. A blocking write would keep a thread until the reader reads, and so delay the end of the process.
 */
function streamSink(stream: Writable): LogSink {
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    writeNow,
  };
}

function writeNow(bytes: Uint8Array): boolean {
  try {
    return writeSync(STDOUT, bytes) === bytes.length;
  } catch {
    return false;
  }
}

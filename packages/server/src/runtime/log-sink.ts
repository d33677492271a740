import { fstatSync, write, writeSync } from 'node:fs';
import process, { stdout } from 'node:process';
import type { Writable } from 'node:stream';

/** Where chunks of a log go. */
export interface LogSink {
  /** Resolves when all bytes are written. @throws the error of the system, such as ENOSPC or EPIPE */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes at once, or not at all where that would block. Returns whether all bytes are written. */
  writeNow(bytes: Uint8Array): boolean;
}

const STDOUT = 1;

/** The standard output of this process. */
export function standardOutput(): LogSink {
  // an error is the result of the write that it belongs to, and a log line is no reason to end the process
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

/** A slow disk delays a thread of Node, and the process goes on. */
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
 * Node opens pipes and sockets so that a write never blocks: it waits in memory for the reader. A blocking write would
 * keep a thread, and with it the end of the process, until the reader reads.
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

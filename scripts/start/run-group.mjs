import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a final slash. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const IS_WINDOWS = process.platform === 'win32';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 300;
/** Processes that still run this long after a signal are killed. */
const STOP_MS = 15_000;
const STOP_CHECK_MS = 50;

/** Sends SIGTERM to this process as soon as its parent has ended. */
export function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS).unref();
}

/**
 * Runs a program at the root, in a process group of its own, to its end. A signal for this process goes to the whole
 * group. This process then waits for the last process of the group, and exits with the code of the program.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env: Record<string, string>, cwd?: string, isQuiet?: boolean }} options `isQuiet` collects the output
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runGroup(program, args, { env, cwd = ROOT, isQuiet = false }) {
  const stdio = isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(program, args, { cwd, env, stdio, detached: !IS_WINDOWS, windowsHide: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  let killTimer;
  const forward = (signal) => {
    // a program that cleans up on SIGTERM may not expect SIGHUP
    kill(child, signal === 'SIGHUP' ? 'SIGTERM' : signal);
    killTimer ??= setTimeout(() => kill(child, 'SIGKILL'), STOP_MS);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${program} does not start: ${error.message}`, { cause: error })));
    child.on('close', async (exitCode, signal) => {
      // as shells report a process that a signal ended
      const code = exitCode ?? 128 + constants.signals[signal];
      if (killTimer !== undefined) {
        for (let waited = 0; waited < STOP_MS && kill(child, 0); waited += STOP_CHECK_MS) await pause(STOP_CHECK_MS);
        kill(child, 'SIGKILL');
        process.exit(code);
      }
      for (const name of SIGNALS) process.off(name, forward);
      resolve({ code, output });
    });
  });
}

/** Sends a signal to the group of a process. False when all of them have ended. */
function kill(child, signal) {
  try {
    return IS_WINDOWS ? child.kill(signal) : process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

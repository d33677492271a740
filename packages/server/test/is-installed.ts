import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The name of a program if it can be run, for `foundOrSkip`. */
export function isInstalled(program: string, question = '--version'): Promise<string | undefined> {
  return promisify(execFile)(program, [question]).then(
    () => program,
    () => undefined,
  );
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a final slash. */
export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

/** What a program did. */
export interface Finished {
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** Runs a program at the root to its end. */
export function finished(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly show?: boolean } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd: options.cwd ?? ROOT, shell: process.platform === 'win32' });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        parts.push(part);
        if (options.show) process.stdout.write(part);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: parts.join('') }));
  });
}

/** Runs a program that is only heard of when it fails, which ends this process. */
export async function quiet(program: string, args: readonly string[]): Promise<void> {
  const { code, output } = await finished(program, args);
  if (code === 0) return;
  process.stderr.write(output);
  process.exit(code);
}

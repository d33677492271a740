import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system in memory that is soon full. */
export interface Tmpfs {
  readonly folder: string;
  unmount(): Promise<void>;
}

/** Mounts a file system of this many bytes. Returns undefined where this user may not mount. */
export async function mountTmpfs(bytes: number): Promise<Tmpfs | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  } catch {
    await rmdir(folder);
    return undefined;
  }
  return {
    folder,
    unmount: async () => {
      await run('umount', ['--lazy', folder]);
      await rmdir(folder);
    },
  };
}

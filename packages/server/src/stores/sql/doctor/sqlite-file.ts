import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, note, ok, warning } from '../../finding.ts';
import type { Row, SqlContext } from './context.ts';

/** Checks the journal mode and the permissions of a SQLite file. */
export async function checkFile({ knex, location }: SqlContext): Promise<readonly Finding[]> {
  if (location.kind !== 'sqlite') return [];
  const { filename } = location;
  const [row]: readonly Row[] = await knex.select({ mode: 'journal_mode' }).from(knex.raw('pragma_journal_mode'));
  const isWal = row?.['mode'] === 'wal';
  const findings: Finding[] = [
    isWal
      ? ok('file', 'journal mode WAL: readers and a writer do not wait for each other')
      : note(
          'file',
          `journal mode ${row?.['mode']}: reads wait while a worker writes`,
          'run PRAGMA journal_mode = WAL once',
        ),
  ];
  const { mode } = await stat(filename);
  if (mode & 0o004)
    findings.push(warning('file', 'every user of this machine may read the file', `chmod o-rwx ${filename}`));
  if (await mayWrite(filename))
    findings.push(
      note(
        'file',
        'this user may write the file, which the server never does',
        'run the server as a user who may only read it',
      ),
    );
  if (isWal && !(await mayWrite(dirname(filename))))
    findings.push(
      warning(
        'file',
        'this user may not write the folder of the file: ' +
          'while no worker has it open, a file in WAL mode may not be readable',
        'let the group of the server write the folder',
      ),
    );
  return findings;
}

function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

import type { Server } from 'node:http';

/** Listens on a free port, and prints the URL for the process that started this one. */
export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
  });
}

/** Reads an environment variable. @throws Error where it is not set */
export function readVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

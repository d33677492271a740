import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files of certificates that were made for one run. All are valid for a day. */
export interface Certificates {
  /** The authority that signed the others. */
  readonly authority: string;
  /** An authority that signed nothing. */
  readonly otherAuthority: string;
  /** Of a server with the name `localhost`, and with no address. */
  readonly server: string;
  readonly serverKey: string;
  /** Of a client whose name is that of a database user. */
  readonly client: string;
  readonly clientKey: string;
  remove(): Promise<void>;
}

/**
 * Makes certificates with openssl in a temporary folder.
 *
 * @param user the name in the client's certificate
 * @throws Error when openssl is missing
 */
export async function createCertificates(user: string): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-certificates-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (args: string): Promise<unknown> => run('openssl', args.split(' '), { cwd: folder });
  const request = (name: string, subject: string): string =>
    `-newkey rsa:2048 -nodes -subj /CN=${subject} -keyout ${name}.key`;
  const authority = (name: string): Promise<unknown> =>
    openssl(`req -x509 ${request(name, name)} -days 1 -out ${name}.pem`);
  const sign = async (name: string, subject: string, extensions: string): Promise<void> => {
    await writeFile(file(`${name}.ext`), extensions);
    await openssl(`req ${request(name, subject)} -out ${name}.csr`);
    const signer = '-CA authority.pem -CAkey authority.key -CAcreateserial';
    await openssl(`x509 -req -in ${name}.csr ${signer} -days 1 -extfile ${name}.ext -out ${name}.pem`);
  };
  // servers run as users of their own
  await chmod(folder, 0o755);
  await authority('authority');
  await authority('other');
  await sign('server', 'localhost', 'subjectAltName = DNS:localhost\n');
  await sign('client', user, 'extendedKeyUsage = clientAuth\n');
  return {
    authority: file('authority.pem'),
    otherAuthority: file('other.pem'),
    server: file('server.pem'),
    serverKey: file('server.key'),
    client: file('client.pem'),
    clientKey: file('client.key'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

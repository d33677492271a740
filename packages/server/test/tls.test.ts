import { hostname, networkInterfaces } from 'node:os';
import { createCertificates, type OwnServer, ownServerOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../src/index.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';

/** TLS to real servers, with certificates of this run: each mode connects, or refuses, as libpq and MySQL do. */

/** The certificate of the servers is for this name, and for no address. */
const NAME = 'localhost';
const ADDRESS = '127.0.0.1';

const certificates = await createCertificates('shop');
afterAll(() => certificates.remove());

const server = {
  postgres: await ownServerOrSkip('postgres', {
    settings: [
      "listen_addresses = '*'",
      'ssl = on',
      "ssl_cert_file = 's.pem'",
      "ssl_key_file = 's.key'",
      "ssl_ca_file = 'ca.pem'",
    ],
    access: [
      'hostssl all encrypted all trust',
      'hostnossl all encrypted all reject',
      'hostnossl all plain all trust',
      'hostssl all plain all reject',
      'hostssl all shop all cert',
    ],
    files: { 's.pem': certificates.server, 's.key': certificates.serverKey, 'ca.pem': certificates.authority },
  }),
  mariadb: await ownServerOrSkip('mariadb', {
    args: [
      '--bind-address=*',
      `--ssl-ca=${certificates.authority}`,
      `--ssl-cert=${certificates.server}`,
      `--ssl-key=${certificates.serverKey}`,
    ],
  }),
};
/** Servers without TLS. */
const bare = {
  postgres: await ownServerOrSkip('postgres'),
  mariadb: await ownServerOrSkip('mariadb', { args: ['--skip-ssl'] }),
};
afterAll(async () => {
  for (const one of [server.postgres, server.mariadb, bare.postgres, bare.mariadb]) await one?.close();
});

const warnings: string[] = [];

/** Connects with other parts of the URL. Returns whether the connection is encrypted, or the error. */
async function tryUrl(own: OwnServer | undefined, parts: Partial<URL>, query: string): Promise<boolean | string> {
  const url = Object.assign(new URL(own?.url ?? ''), parts, { search: query });
  warnings.length = 0;
  try {
    const location = parseSqlUrl(url.href);
    const knex = connect(location, { timeout: 20_000, warn: (line) => warnings.push(line) });
    try {
      if (location.kind === 'postgres') {
        const { rows } = await knex.raw('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
        return rows[0].ssl === true;
      }
      const [rows] = await knex.raw("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
      return rows[0].Value !== '';
    } finally {
      await knex.destroy();
    }
  } catch (error) {
    return String(error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : error);
  }
}

const ca = encodeURIComponent(certificates.authority);
const other = encodeURIComponent(certificates.otherAuthority);

beforeAll(async () => {
  const session = await server.postgres?.connect();
  for (const role of ['encrypted', 'plain', 'shop']) await session?.rows(`CREATE ROLE ${role} LOGIN`);
  await session?.close();
});

describe.skipIf(server.postgres === undefined)('sslmode of PostgreSQL', () => {
  it.each([
    // [mode, host, user, parameters, encrypted or the error]
    ['disable', NAME, 'postgres', '', false],
    ['allow', NAME, 'postgres', '', false],
    ['allow', NAME, 'encrypted', '', true],
    ['prefer', NAME, 'postgres', '', true],
    ['prefer', NAME, 'plain', '', false],
    ['require', NAME, 'postgres', '', true],
    ['require', NAME, 'plain', '', /28000/],
    ['require', NAME, 'postgres', `&sslrootcert=${ca}`, true],
    ['require', NAME, 'postgres', `&sslrootcert=${other}`, /certificate/],
    ['verify-ca', NAME, 'postgres', `&sslrootcert=${ca}`, true],
    ['verify-ca', ADDRESS, 'postgres', `&sslrootcert=${ca}`, true],
    ['verify-ca', NAME, 'postgres', `&sslrootcert=${other}`, /certificate/],
    ['verify-full', NAME, 'postgres', `&sslrootcert=${ca}`, true],
    ['verify-full', ADDRESS, 'postgres', `&sslrootcert=${ca}`, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['verify-full', NAME, 'postgres', `&sslrootcert=${other}`, /certificate/],
    ['verify-full', NAME, 'postgres', '', /certificate/],
    ['verify-full', NAME, 'postgres', '&sslrootcert=system', /certificate/],
    ['verify-full', NAME, 'postgres', '&sslrootcert=/nowhere/ca.pem', /the file \/nowhere\/ca.pem .* cannot be read/],
  ] as const)('%s to %s as %s%s', async (mode, host, username, parameters, expected) => {
    const found = await tryUrl(server.postgres, { hostname: host, username }, `sslmode=${mode}${parameters}`);
    if (typeof expected === 'boolean') expect(found).toBe(expected);
    else expect(found).toMatch(expected);
  });

  it('sends the certificate of the client', async () => {
    const files = new URLSearchParams({ sslcert: certificates.client, sslkey: certificates.clientKey });
    const shop = { hostname: NAME, username: 'shop', password: '' };
    expect(await tryUrl(server.postgres, shop, `sslmode=require&${files}`)).toBe(true);
    expect(await tryUrl(server.postgres, shop, 'sslmode=require')).toMatch(/28000/);
  });

  it('of a server without TLS', async () => {
    expect(await tryUrl(bare.postgres, {}, 'sslmode=prefer')).toBe(false);
    expect(await tryUrl(bare.postgres, {}, 'sslmode=require')).toMatch(/does not support SSL/);
  });
});

describe.skipIf(bare.postgres === undefined)('a wrong password', () => {
  it('is an error of the configuration, in clear words and without the password', async () => {
    const url = Object.assign(new URL(bare.postgres?.url ?? ''), { password: 'hunter2' });
    const error: unknown = await openStore(url.href).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'StoreConfigError',
      message: 'the result database refuses the user, the password or the database of the store URL (28P01)',
    });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
});

describe.skipIf(server.mariadb === undefined)('ssl-mode of MariaDB', () => {
  beforeAll(async () => {
    const session = await server.mariadb?.connect();
    await session?.rows("CREATE USER encrypted@'%' REQUIRE SSL");
    await session?.rows("CREATE USER shop@'%' REQUIRE SUBJECT '/CN=shop'");
    await session?.rows("CREATE USER remote@'%'");
    await session?.rows("GRANT SELECT ON mysql.* TO encrypted@'%', shop@'%', remote@'%'");
    await session?.close();
  });

  it.each([
    ['DISABLED', NAME, 'root', '', false],
    ['DISABLED', NAME, 'encrypted', '', /ER_ACCESS_DENIED_ERROR/],
    ['PREFERRED', NAME, 'root', '', true],
    ['REQUIRED', NAME, 'encrypted', '', true],
    ['REQUIRED', NAME, 'root', `&ssl-ca=${other}`, /certificate/],
    ['VERIFY_CA', ADDRESS, 'root', `&ssl-ca=${ca}`, true],
    ['VERIFY_CA', ADDRESS, 'root', `&ssl-ca=${other}`, /certificate/],
    ['VERIFY_IDENTITY', NAME, 'root', `&ssl_ca=${ca}`, true],
    ['VERIFY_IDENTITY', ADDRESS, 'root', `&ssl-ca=${ca}`, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['VERIFY_IDENTITY', NAME, 'root', '', /certificate/],
  ] as const)('%s to %s as %s%s', async (mode, host, username, parameters, expected) => {
    const found = await tryUrl(server.mariadb, { hostname: host, username }, `ssl-mode=${mode}${parameters}`);
    if (typeof expected === 'boolean') expect(found).toBe(expected);
    else expect(found).toMatch(expected);
  });

  it('sends the certificate of the client', async () => {
    const files = new URLSearchParams({ 'ssl-cert': certificates.client, 'ssl-key': certificates.clientKey });
    const shop = { hostname: NAME, username: 'shop' };
    expect(await tryUrl(server.mariadb, shop, `ssl-mode=REQUIRED&${files}`)).toBe(true);
    expect(await tryUrl(server.mariadb, shop, 'ssl-mode=REQUIRED')).toMatch(/ER_ACCESS_DENIED/);
  });

  it('of a server without TLS', async () => {
    expect(await tryUrl(bare.mariadb, {}, 'ssl-mode=PREFERRED')).toBe(false);
    expect(await tryUrl(bare.mariadb, {}, 'ssl-mode=REQUIRED')).toMatch(/HANDSHAKE_NO_SSL_SUPPORT/);
  });
});

const remote = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

describe.skipIf(remote === undefined || server.postgres === undefined || server.mariadb === undefined)(
  `a connection to another address than this machine's own (${hostname()})`,
  () => {
    it('is warned of where it is not encrypted, and only then', async () => {
      const to = (username: string): Partial<URL> => ({ hostname: remote ?? '', username });
      expect(await tryUrl(server.postgres, to('plain'), '')).toBe(false);
      expect(warnings).toEqual([
        `the connection to the database on ${remote} is not encrypted: add sslmode=require to the store URL`,
      ]);
      expect(await tryUrl(server.postgres, to('encrypted'), '')).toBe(true);
      expect(warnings).toEqual([]);
      expect(await tryUrl(server.mariadb, to('remote'), 'ssl-mode=DISABLED')).toBe(false);
      expect(warnings).toEqual([expect.stringContaining('add ssl-mode=REQUIRED to the store URL')]);
      expect(await tryUrl(server.mariadb, to('remote'), '')).toBe(true);
      expect(warnings).toEqual([]);
    });
  },
);

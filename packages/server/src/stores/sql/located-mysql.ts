import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate, TLSSocket } from 'node:tls';
import MysqlClient, { type MysqlDriverConnection } from 'knex/lib/dialects/mysql2/index.js';
import { isLoopback } from '../../lib/is-loopback.ts';
import { codeOf } from './errors/failure-of.ts';
import { sessionState } from './session.ts';
import { type TlsOptions, tlsAttempts } from './tls-settings.ts';
import { warnOfPlainText } from './warn-of-plain-text.ts';

/** Errors because TLS is missing or refused: the next attempt, with other TLS options, may succeed. */
const OF_TLS: readonly string[] = ['HANDSHAKE_NO_SSL_SUPPORT', 'HANDSHAKE_SSL_ERROR', 'ER_SECURE_TRANSPORT_REQUIRED'];

/** Knex's client of MySQL and MariaDB, with TLS as `ssl-mode` says. */
export class LocatedMysqlClient extends MysqlClient {
  override async acquireRawConnection(): Promise<MysqlDriverConnection> {
    const { location } = this.connectionSettings;
    if (location.socket !== undefined) return this.#open(undefined);
    const isLocal = isLoopback(location.host);
    const attempts = tlsAttempts(location.tls, isLocal);
    for (const [index, options] of attempts.entries()) {
      try {
        const connection = await this.#open(options);
        if (!options && !isLocal) warnOfPlainText(sessionState(this), location.host, 'ssl-mode=REQUIRED');
        return connection;
      } catch (error) {
        if (index === attempts.length - 1 || !OF_TLS.includes(codeOf(error))) throw error;
      }
    }
    throw new Error('there is an attempt for every mode of TLS');
  }

  async #open(tls: TlsOptions | undefined): Promise<MysqlDriverConnection> {
    const { location, ...settings } = this.connectionSettings;
    const { host, port, socket } = location;
    const connection = this.driver.createConnection({
      ...settings,
      // copies of the settings do not include the password
      password: location.password,
      ...(socket === undefined ? { host, port } : { socketPath: socket }),
      ...(tls ? { ssl: driverOptions(tls, host) } : {}),
    });
    // Knex checks this property before it uses a connection again
    connection.on('error', (error: Error) => {
      connection.__knex__disposed = error;
    });
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => {
        if (!error) return resolve();
        // the driver leaves the socket of a failed handshake open
        connection.destroy();
        reject(error);
      });
    });
    if (tls?.verifiesHost && isIP(host) !== 0) checkAddress(connection, host);
    return connection;
  }
}

/** The host check is done here: the driver would compare the certificate of an IP address with the name `localhost`. */
function driverOptions({ verifiesHost, ...options }: TlsOptions, host: string): object {
  return { ...options, verifyIdentity: verifiesHost && isIP(host) === 0 };
}

/** @throws the error of Node's TLS for a certificate of another host */
function checkAddress(connection: MysqlDriverConnection, host: string): void {
  const { stream } = connection;
  const certificate: Partial<PeerCertificate> = stream instanceof TLSSocket ? stream.getPeerCertificate() : {};
  const error = checkServerIdentity(host, certificate as PeerCertificate);
  if (!error) return;
  connection.destroy();
  throw error;
}

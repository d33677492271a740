import { readFileSync } from 'node:fs';
import { ConfigError } from '../../problems/errors.ts';

/**
 * When a connection is encrypted and whose certificate is accepted: libpq's `sslmode`.
 *
 * - `disable`: never. `allow`: where the server refuses other connections. `prefer`: where the server can.
 * - `require`: always. `verify-ca`: with a certificate of a known authority. `verify-full`: with one for this host.
 */
export type TlsMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface TlsSettings {
  /** Undefined where the URL does not say: `prefer`, and `allow` on this machine. */
  readonly mode?: TlsMode;
  /** File with certificates of authorities. Default: those of Node. With a file, each TLS connection is verified. */
  readonly rootCert?: string;
  /** Files of the client's own certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** The parts of Node's TLS options that the drivers take. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  /** Whether the certificate has to be one for the host. */
  readonly verifiesHost: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** How to connect, one after the other until one succeeds. Undefined: without TLS. */
export function tlsAttempts(settings: TlsSettings, isLocal: boolean): readonly (TlsOptions | undefined)[] {
  const { mode = isLocal ? 'allow' : 'prefer' } = settings;
  if (mode === 'disable') return [undefined];
  const options = tlsOptions(settings, mode);
  if (mode === 'allow') return [undefined, options];
  return mode === 'prefer' ? [options, undefined] : [options];
}

/** The options of Node's TLS. Node checks the host unless another check takes its place. */
export function nodeTls({ verifiesHost, ...options }: TlsOptions): object {
  return verifiesHost ? options : { ...options, checkServerIdentity: () => undefined };
}

/** Reads the files anew for every connection: certificates are replaced before they end. */
function tlsOptions({ rootCert, cert, key }: TlsSettings, mode: TlsMode): TlsOptions {
  const files = { ca: rootCert === 'system' ? undefined : rootCert, cert, key };
  const read = Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, readPem(file)]]));
  return {
    rejectUnauthorized: mode === 'verify-ca' || mode === 'verify-full' || rootCert !== undefined,
    verifiesHost: mode === 'verify-full',
    ...Object.fromEntries(read),
  };
}

/** @throws ConfigError */
function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`the file ${file} that the store URL names for TLS cannot be read`, { cause: error });
  }
}

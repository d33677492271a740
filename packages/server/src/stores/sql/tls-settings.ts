import { readFileSync } from 'node:fs';
import { ConfigError } from '../../problems/errors.ts';

/**
 * When a connection is encrypted, and which certificates are accepted: libpq's `sslmode`.
 *
 * - `disable`: never. `allow`: if the server refuses other connections. `prefer`: if the server can.
 * - `require`: always. `verify-ca`: always, with a certificate of a known authority. `verify-full`: the certificate
 *   must also be for this host.
 */
export type TlsMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface TlsSettings {
  /** Undefined if the URL has no mode: `prefer` for other machines, and `allow` for this machine. */
  readonly mode?: TlsMode;
  /** File with certificates of authorities. Default: those of Node. With a file, every TLS connection is verified. */
  readonly rootCert?: string;
  /** File of the client's certificate. `key` is the file of its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** The parts of Node's TLS options that the drivers take. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  /** Whether the certificate has to be for the host. */
  readonly verifiesHost: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Returns the TLS options of each attempt, to be tried in order until one succeeds. Undefined: without TLS. */
export function tlsAttempts(settings: TlsSettings, isLocal: boolean): readonly (TlsOptions | undefined)[] {
  const { mode = isLocal ? 'allow' : 'prefer' } = settings;
  if (mode === 'disable') return [undefined];
  const options = tlsOptions(settings, mode);
  if (mode === 'allow') return [undefined, options];
  return mode === 'prefer' ? [options, undefined] : [options];
}

/** Returns the options of Node's TLS. Without `verifiesHost`, Node's check of the host is replaced by an empty one. */
export function nodeTls({ verifiesHost, ...options }: TlsOptions): object {
  return verifiesHost ? options : { ...options, checkServerIdentity: () => undefined };
}

/** Reads the files again for every connection: certificates are replaced before they expire. */
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

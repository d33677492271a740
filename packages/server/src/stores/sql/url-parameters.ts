import { ConfigError } from '../../problems/errors.ts';
import type { TlsMode, TlsSettings } from './tls-settings.ts';

/** The servers of a cluster that are read: libpq's `target_session_attrs`. */
export type TargetServer = 'any' | 'primary' | 'standby' | 'prefer-standby';

/** The settings in the parameters of a store URL. */
export interface UrlParameters {
  readonly tls: TlsSettings;
  /** Folder (PostgreSQL) or file (MySQL) of a Unix socket. */
  readonly socket?: string;
  /** Settings of the session, in the form of libpq's `options`. PostgreSQL only. */
  readonly options?: string;
  readonly target: TargetServer;
}

/** Parameters that only Django uses. */
const DJANGO_PARAMETERS: readonly string[] = [
  'conn_max_age',
  'conn_health_checks',
  'atomic_requests',
  'autocommit',
  'disable_server_side_cursors',
  'charset',
  'connect_timeout',
  'application_name',
];

const POSTGRES_MODES: ReadonlyMap<string, TlsMode> = new Map(
  (['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const).map((mode) => [mode, mode]),
);

/** MySQL's names of TLS modes. */
const MYSQL_MODES: ReadonlyMap<string, TlsMode> = new Map([
  ['disabled', 'disable'],
  ['preferred', 'prefer'],
  ['required', 'require'],
  ['verify_ca', 'verify-ca'],
  ['verify_identity', 'verify-full'],
]);

/** Values of `target_session_attrs`. `read-only` means a standby, since our sessions are read-only on every server. */
const TARGETS: ReadonlyMap<string, TargetServer> = new Map([
  ['any', 'any'],
  ['read-write', 'primary'],
  ['primary', 'primary'],
  ['read-only', 'standby'],
  ['standby', 'standby'],
  ['prefer-standby', 'prefer-standby'],
]);

/** Parameters that name a TLS file. Those of MySQL are written with `-` or `_`. */
const TLS_FILES: Readonly<Record<'postgres' | 'mysql', ReadonlyMap<string, 'rootCert' | 'cert' | 'key'>>> = {
  postgres: new Map([
    ['sslrootcert', 'rootCert'],
    ['sslcert', 'cert'],
    ['sslkey', 'key'],
  ]),
  mysql: new Map([
    ['ssl-ca', 'rootCert'],
    ['ssl-cert', 'cert'],
    ['ssl-key', 'key'],
  ]),
};

/** @throws ConfigError that names a parameter, and never its value */
export function readParameters(search: URLSearchParams, kind: 'postgres' | 'mysql'): UrlParameters {
  const isPostgres = kind === 'postgres';
  const tls: { mode?: TlsMode; rootCert?: string; cert?: string; key?: string } = {};
  const found: { socket?: string; options?: string; target: TargetServer } = { target: 'any' };
  for (const [given, value] of search) {
    const name = isPostgres ? given : given.replaceAll('_', '-');
    const file = TLS_FILES[kind].get(name);
    const mode = isPostgres ? POSTGRES_MODES.get(value.toLowerCase()) : MYSQL_MODES.get(value.toLowerCase());
    const target = TARGETS.get(value);
    if (name === (isPostgres ? 'host' : 'unix-socket')) found.socket = value;
    else if (name === (isPostgres ? 'sslmode' : 'ssl-mode') && mode) tls.mode = mode;
    else if (file && value !== '') tls[file] = value;
    else if (isPostgres && name === 'options') found.options = value;
    else if (isPostgres && name === 'target_session_attrs' && target) found.target = target;
    else if (given === 'ssl_require' && /^(true|1)$/i.test(value)) tls.mode ??= 'require';
    else if (!DJANGO_PARAMETERS.includes(given))
      throw new ConfigError(`the store URL has an unknown parameter, or an unknown value of it: ${given}`);
  }
  checkTls(tls, isPostgres);
  return { ...found, tls };
}

function checkTls({ mode, rootCert, cert, key }: TlsSettings, isPostgres: boolean): void {
  const [modeName, certName, keyName] = isPostgres
    ? ['sslmode', 'sslcert', 'sslkey']
    : ['ssl-mode', 'ssl-cert', 'ssl-key'];
  if ((cert === undefined) !== (key === undefined))
    throw new ConfigError(`the store URL has only one of ${certName} and ${keyName}: a client certificate needs both`);
  if (mode === 'verify-ca' && (rootCert === undefined || rootCert === 'system'))
    throw new ConfigError(
      `the store URL has ${modeName}=${isPostgres ? 'verify-ca' : 'VERIFY_CA'} without a file of your own authority: ` +
        'with the authorities of the system, any certificate would do',
    );
}

/** The location of a Redis database, from its URL. */
export interface RedisLocation {
  readonly server: RedisAddress | RedisSocketPath | SentinelAddresses;
  /** Empty: the default user. */
  readonly username: string;
  /** Empty: no password. */
  readonly password: string;
  readonly database: number;
  /** Undefined: the connection is not encrypted. */
  readonly tls?: RedisTls;
}

export interface RedisAddress {
  readonly kind: 'address';
  readonly host: string;
  readonly port: number;
}

/** A Unix socket. */
export interface RedisSocketPath {
  readonly kind: 'socket';
  readonly path: string;
}

/** Sentinels that know the address of the master. */
export interface SentinelAddresses {
  readonly kind: 'sentinel';
  readonly sentinels: readonly Omit<RedisAddress, 'kind'>[];
  /** The name of the master, if the URL has one. */
  readonly master?: string;
  /** User of the sentinels. `password` is the password for the sentinels. */
  readonly username: string;
  readonly password: string;
}

/** Celery's `ssl_*` parameters. */
export interface RedisTls {
  /** Whether the certificate of the server is checked. */
  readonly isChecked: boolean;
  /** Whether the certificate has to name the host. */
  readonly isHostChecked: boolean;
  /** Path of the file with the certificates of authorities. Default: those of Node. */
  readonly authorities?: string;
  /** Path of the client's certificate. `key` is the path of its key. */
  readonly certificate?: string;
  readonly key?: string;
}

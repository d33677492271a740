// Knex has no types for its clients. This is the part that sqlite-client.ts uses.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex';

  export default class Client extends Knex.Client {
    connectionSettings: { filename: string; options: { timeout: number } };
    acquireConnection(): Promise<unknown>;
    acquireRawConnection(): Promise<unknown>;
    destroyRawConnection(connection: never): Promise<void>;
    validateConnection(connection: never): Promise<boolean>;
    _query(connection: never, query: never): Promise<unknown>;
  }
}

// this is the part that located-*.ts and deadline-clients.ts use
declare module 'knex/lib/dialects/postgres/index.js' {
  import { Knex } from 'knex';

  export interface PostgresConnection {
    __knex__disposed?: Error | string;
    on(event: 'error' | 'end', listener: (error: Error) => void): void;
    connect(): Promise<unknown>;
    query(sql: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
    end(): Promise<void>;
  }

  export default class Client extends Knex.Client {
    connectionSettings: import('./connect-postgres.ts').PostgresSettings;
    driver: { readonly Client: new (settings: object) => PostgresConnection };
    acquireConnection(): Promise<unknown>;
    _acquireOnlyConnection(): Promise<PostgresConnection>;
    _query(connection: never, query: never): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';

  export interface MysqlDriverConnection {
    __knex__disposed?: Error | string;
    readonly stream: import('node:stream').Duplex;
    on(event: 'error', listener: (error: Error) => void): void;
    connect(done: (error: Error | null) => void): void;
    destroy(): void;
  }

  export default class Client extends Knex.Client {
    connectionSettings: import('./connect-mysql.ts').MysqlSettings;
    driver: { createConnection(settings: object): MysqlDriverConnection };
    acquireConnection(): Promise<unknown>;
    acquireRawConnection(): Promise<MysqlDriverConnection>;
    _query(connection: never, query: never): Promise<unknown>;
  }
}

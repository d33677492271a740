// Knex has no types for its clients; these are the parts that sqlite-client.ts builds on,.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex';

  export default class Client extends Knex.Client {
    connectionSettings: { filename: string; options: { timeout: number } };
    acquireRawConnection(): Promise<unknown>;
    destroyRawConnection(connection: never): Promise<void>;
    validateConnection(connection: never): Promise<boolean>;
    _query(connection: never, query: never): Promise<unknown>;
  }
}

// and these are what deadline-clients.ts builds on
declare module 'knex/lib/dialects/postgres/index.js' {
  import { Knex } from 'knex';

  export default class Client extends Knex.Client {
    _query(connection: never, query: never): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';

  export default class Client extends Knex.Client {
    _query(connection: never, query: never): Promise<unknown>;
  }
}

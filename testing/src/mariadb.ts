import mysql from 'mysql2/promise';
import { randomName, reasonOf } from './random-name.ts';
import type { DatabaseOrReason } from './test-database.ts';

/** Creates a database on MariaDB or MySQL. */
export async function openMariaDb(): Promise<DatabaseOrReason> {
  const { CELERY_RESULTS_TEST_MARIADB_URL: adminUrl = 'mysql://root@127.0.0.1:3306/' } = process.env;
  const admin = new URL(adminUrl);
  admin.pathname = '/';
  let connection: mysql.Connection;
  try {
    connection = await mysql.createConnection({
      uri: admin.href,
      multipleStatements: true,
      charset: 'utf8mb4_general_ci',
    });
  } catch (error) {
    return { missing: `MariaDB does not answer on ${admin.host} (${reasonOf(error)})` };
  }
  const name = randomName();
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`);
  await connection.query(`USE ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return {
    database: {
      kind: 'mariadb',
      url: url.href,
      async execute(sql, params) {
        await connection.query(sql, params === undefined ? [] : params.map((value) => toBuffer(value)));
      },
      async close() {
        await connection.query(`DROP DATABASE IF EXISTS ${name}`);
        await connection.end();
      },
    },
  };
}

/** The driver would store a Uint8Array as a list of numbers. */
function toBuffer<T>(value: T): T | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

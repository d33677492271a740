export { type Certificates, createCertificates } from './certificates.ts';
export { chromiumOrSkip, chromiumPath, launchChromium } from './chromium.ts';
export { openTestDatabase, testDatabaseOrSkip } from './database.ts';
export { freePort } from './free-port.ts';
export { type Arrivals, type OpenLoopOptions, openLoop, type Shot } from './open-loop.ts';
export { type NetworkLink, type OwnNetwork, ownNetworkOrSkip } from './own-network.ts';
export { type OwnRedis, type OwnRedisOptions, ownRedisOrSkip } from './own-redis.ts';
export { type OwnServer, type OwnServerOptions, ownServerOrSkip, type Session } from './own-server.ts';
export { type PgBouncer, type PgBouncerOptions, pgBouncerOrSkip } from './pgbouncer.ts';
export {
  type Exit,
  type Listening,
  type ServerOptions,
  type SpawnOptions,
  spawnListening,
  startServer,
} from './process.ts';
export { type Packages, pythonOrSkip, type Releases } from './python.ts';
export { foundOrSkip } from './skip.ts';
export { type PostgresPair, postgresPairOrSkip } from './standby.ts';
export type { DatabaseKind, Parameter, TestDatabase } from './test-database.ts';
export { TEST_LIMITS } from './test-limits.ts';

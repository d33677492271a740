import type { Serializer } from '../codecs/serializers.ts';
import type { AuthConfig } from '../http/auth/auth-config.ts';
import type { ConnectionLimits } from '../http/limits/connection-limits.ts';
import type { Rate } from '../http/limits/rate-limits.ts';
import type { ClientNames } from '../http/log-clients.ts';
import type { StreamLimits } from '../http/streams/stream-counts.ts';
import type { UiOptions } from '../http/ui/ui-options.ts';
import type { SocketAddress } from '../lib/address.ts';
import type { PythonVersion } from '../lib/unicode.ts';

/** Settings of the store. */
export interface StoreConfig {
  /** The URL of the store. */
  readonly store: string;
  /** Prefix of the table names; empty for none. */
  readonly tablePrefix: string;
  /** Schema of PostgreSQL or database of MySQL. Default: the one in the URL. */
  readonly schema?: string;
  /** Celery's `global_keyprefix`. */
  readonly keyPrefix?: string;
  /** The name of the master of sentinels. */
  readonly sentinelMaster?: string;
  /** Names of Celery's own tables and their schemas. Default: Celery's defaults. */
  readonly taskTable?: string;
  readonly groupTable?: string;
  readonly taskSchema?: string;
  readonly groupSchema?: string;
  /** The time zone of dates that are stored without one. */
  readonly celeryTimezone: string;
}

/** Celery's settings about what is stored. */
export interface SerializerConfig {
  /** Celery's `result_serializer`. */
  readonly serializer: Serializer;
  /** Celery's `accept_content`. */
  readonly acceptContent: readonly Serializer[];
}

/** Everything that a server needs. */
export interface ServeConfig extends StoreConfig, SerializerConfig, OperationsConfig {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** A Unix socket instead of host and port. */
  readonly socket: SocketAddress | undefined;
  /** Sentences for the operator, which the server logs when it starts. */
  readonly warnings: readonly string[];
  /** With a slash at both ends. The first of all base paths. */
  readonly basePath: string;
  readonly otherBasePaths: readonly string[];
  /** With a slash at both ends; undefined if these URLs are off. */
  readonly celeryProgressPath: string | undefined;
  readonly idFirst: boolean;
  readonly appendSlash: boolean;
  /** Hosts that requests may name. */
  readonly allowedHosts: readonly string[];
  readonly auth: AuthConfig;
  /** Origins whose pages may read the answers. */
  readonly allowOrigins: readonly string[];
  /** Request headers that these pages may send, besides the usual ones. */
  readonly allowHeaders: readonly string[];
  /** The status page; undefined if it is off. */
  readonly ui: UiOptions | undefined;
  /** Largest number of bytes of a task's result in a batch. */
  readonly batchResultLimit: number;
  /** Largest number of bytes of all results of a batch together. */
  readonly batchAnswerLimit: number;
  /** Path of a JSON file with `ExceptionClasses`, or of an ES module whose default export they are. */
  readonly exceptionClasses: string | undefined;
  /** Path of a JSON file with `JsonTypes`, or of an ES module whose default export they are. */
  readonly jsonTypes: string | undefined;
  /** The release of Python that Django runs on. */
  readonly python: PythonVersion;
  readonly logLevel: string;
  /** How the log names clients. */
  readonly logClients: ClientNames;
  /** The URL of a replica of the store. */
  readonly replica: string | undefined;
}

/** How the server is operated. */
export interface OperationsConfig {
  readonly limits: LimitsConfig;
  /** Milliseconds. */
  readonly databaseTimeout: number;
  /** Milliseconds between two reads that look for changes. */
  readonly pollInterval: number;
  /** When statements are prepared: `auto` until a pooler is detected, or never. */
  readonly preparedStatements: 'auto' | 'off';
  /** URL of the Redis or PostgreSQL over which one server reports changes to the others. */
  readonly changesBus: string | undefined;
  /** Milliseconds. */
  readonly drain: { readonly delay: number; readonly timeout: number };
  readonly admin: { readonly host: string; readonly port: number } | undefined;
  /** The number of processes. 1: only the process that reads these settings. */
  readonly workers: number;
}

/** The limits of requests. */
export interface LimitsConfig {
  readonly maxIds: number;
  /** Largest number of bytes of a request's body. */
  readonly maxBody: number;
  /** Largest number of bytes of a request's target. */
  readonly maxUrl: number;
  /** Size of the cache of large responses, in bytes. */
  readonly cacheSize: number;
  /** Memory of all answers together, in bytes; undefined for a quarter of the heap. */
  readonly answerMemory: number | undefined;
  readonly connections: ConnectionLimits;
  readonly maxInFlight: number;
  /** Milliseconds. */
  readonly maxLoopDelay: number;
  readonly trustedProxies: number;
  readonly rateLimits: RateLimitConfig;
  readonly streams: StreamLimits;
}

export interface RateLimitConfig {
  readonly address: Rate | undefined;
  readonly token: Rate | undefined;
  /** URL of the Redis in which several servers count together. */
  readonly redis: string | undefined;
}

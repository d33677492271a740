import type { Knex } from 'knex';
import type { Client } from 'pg';
import type { ChangeSignal, SignalListener } from '../change-signal.ts';
import { endAtOnce, listeningClient } from './listening-client.ts';
import { channelSql, type NotifyingTable, quoted, TRIGGER } from './notify-trigger.ts';
import type { NetworkLocation } from './sql-location.ts';

/** Milliseconds between two test messages, which prove that notifications arrive. */
const HEARTBEAT_MS = 10_000;
/** Milliseconds after which a connection that does not answer is closed. */
const SILENCE_MS = 5_000;
/** Milliseconds between two attempts to connect: the shortest and the longest pause. */
const RETRY_MS: readonly [number, number] = [500, 10_000];
/** The prefix of test messages. It contains a space, which no id has. */
const HEARTBEAT_PREFIX = 'heartbeat ';

export interface PostgresSignalOptions {
  readonly location: NetworkLocation;
  readonly tables: readonly NotifyingTable[];
  /**
   * Sends test messages on another connection: a pooler in transaction mode delivers messages of the same connection
   * only.
   */
  readonly knex: Knex;
  /** Receives a warning for the operator. Default: none. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Milliseconds between two test messages. Default 10,000. */
  readonly heartbeatMs?: number;
}

/**
 * Listens to the notifications of the triggers, on its own connection. Every 10 seconds it sends a test message and
 * waits until it arrives. A connection that a network has dropped looks alive, and a pooler may run `LISTEN` on another
 * connection. If the message does not arrive, the signal connects again. Until then, changes are found by polling.
 */
export function createPostgresSignal(options: PostgresSignalOptions): ChangeSignal {
  const { warn } = options;
  let listener: SignalListener | undefined;
  let session: Session | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = RETRY_MS[0];
  let isWarned = false;
  let isClosed = false;
  /** The number of the attempt. Each attempt uses the next server or TLS option. */
  let attempt = 0;
  let isConnected = false;

  function connect(): void {
    if (isClosed || !listener) return;
    const { connected, disconnected, changed } = listener;
    session = new Session(options, attempt, {
      changed,
      connected: () => {
        retryMs = RETRY_MS[0];
        isWarned = false;
        isConnected = true;
        connected();
      },
      disconnected: (reason) => {
        disconnected();
        if (!isConnected) attempt += 1;
        isConnected = false;
        if (isClosed) return;
        if (!isWarned) warn?.(`PostgreSQL does not report changes, and polling goes on: ${reason}`);
        isWarned = true;
        timer = setTimeout(connect, retryMs * (0.5 + Math.random()));
        timer.unref();
        retryMs = Math.min(retryMs * 2, RETRY_MS[1]);
      },
    });
  }

  return {
    start: (given) => {
      listener = given;
      connect();
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      session?.end('the store is closed');
    },
  };
}

interface SessionListener {
  connected(): void;
  /** Called once, when the connection has ended. */
  disconnected(reason: string): void;
  changed(ids: readonly string[]): void;
}

/** One connection to PostgreSQL, from its start to its end. */
class Session {
  readonly #client: Client;
  readonly #listener: SessionListener;
  readonly #options: PostgresSignalOptions;
  #channels: readonly string[] = [];
  #ids: Set<string> = new Set();
  #proof = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isConnected = false;
  #isEnded = false;

  constructor(options: PostgresSignalOptions, attempt: number, listener: SessionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#client = listeningClient(options.location, { attempt, timeout: SILENCE_MS });
    this.#client.on('error', (error) => this.end(reasonOf(error)));
    this.#client.on('end', () => this.end('the connection was closed'));
    this.#client.on('notification', ({ payload = '' }) => this.#onNotification(payload));
    this.#begin().catch((error: unknown) => this.end(reasonOf(error)));
  }

  end(reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    endAtOnce(this.#client);
    this.#listener.disconnected(reason);
  }

  async #begin(): Promise<void> {
    this.#expectAnswer('the database does not answer');
    await this.#client.connect();
    this.#channels = await this.#findChannels();
    for (const channel of this.#channels) await this.#client.query(`LISTEN ${quoted(channel)}`);
    await this.#prove();
  }

  /** @returns the channels of the tables */
  async #findChannels(): Promise<readonly string[]> {
    const names = this.#options.tables.map(({ table }) => quoted(table));
    const { rows } = await this.#client.query<{ readonly channel: string }>(
      `SELECT ${channelSql('n.nspname', 'c.relname')} AS channel
       FROM unnest($1::text[]) AS given JOIN pg_class c ON c.oid = to_regclass(given)
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = $2 AND t.tgenabled IN ('O', 'A')`,
      [names, TRIGGER],
    );
    if (rows.length < names.length)
      throw new Error('a table has no trigger: run "celery-results-server notify install"');
    return rows.map(({ channel }) => channel);
  }

  /** Sends a test message, and checks that the triggers exist. */
  async #prove(): Promise<void> {
    this.#proof = `${HEARTBEAT_PREFIX}${Math.random()}`;
    this.#expectAnswer('no notification arrives; a possible reason is a pooler in transaction mode');
    await this.#options.knex.raw('SELECT pg_notify(?, ?)', [this.#channels[0] ?? '', this.#proof]);
    await this.#findChannels();
  }

  #expectAnswer(reason: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(reason), SILENCE_MS);
    this.#timer.unref();
  }

  #onNotification(payload: string): void {
    if (payload === this.#proof) this.#onProof();
    if (!payload.startsWith(HEARTBEAT_PREFIX)) this.#collect(payload);
  }

  #onProof(): void {
    clearTimeout(this.#timer);
    if (this.#isEnded) return;
    if (!this.#isConnected) this.#listener.connected();
    this.#isConnected = true;
    this.#timer = setTimeout(() => {
      this.#prove().catch((error: unknown) => this.end(reasonOf(error)));
    }, this.#options.heartbeatMs ?? HEARTBEAT_MS);
    this.#timer.unref();
  }

  /** Collects an id. Ids that arrive in one turn of the event loop are reported together. */
  #collect(id: string): void {
    if (this.#ids.size === 0)
      setImmediate(() => {
        const ids = [...this.#ids];
        this.#ids = new Set();
        this.#listener.changed(ids);
      });
    this.#ids.add(id);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

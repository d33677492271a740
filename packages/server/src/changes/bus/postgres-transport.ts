import type { Client } from 'pg';
import { withTimeout } from '../../lib/with-timeout.ts';
import { ConfigError } from '../../problems/errors.ts';
import { endAtOnce, listeningClient } from '../../stores/sql/listening-client.ts';
import { type NetworkLocation, parseSqlUrl } from '../../stores/sql/sql-location.ts';
import { splitText, TextJoiner } from './text-parts.ts';
import type { Transport, TransportOptions } from './transport.ts';

/** Milliseconds between two test messages, which prove that messages arrive. */
const PROOF_MS = 2_000;
/** Milliseconds after which a connection that does not answer is closed. */
const SILENCE_MS = 4_000;
/** Milliseconds to wait for the answer about a lock. */
const ANSWER_MS = 1_000;
/**
 * Milliseconds after which PostgreSQL closes a silent session and frees its locks. PostgreSQL before 14 cannot do this.
 */
const IDLE_MS = 5_000;
/** Milliseconds between two attempts to connect: the shortest and the longest pause. */
const RETRY_MS: readonly [number, number] = [100, 2_000];

const SET_IDLE = `SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'idle_session_timeout'`;
const NOTIFY = 'SELECT pg_notify($1, part) FROM unnest($2::text[]) AS part';
const NUMBER = `('x' || left(md5($1), 16))::bit(64)::bigint`;
const LOCK = `SELECT pg_try_advisory_lock(${NUMBER}) AS done`;
const IS_THERE = 'SELECT $1::text IS NOT NULL AS done';
const UNLOCK = `SELECT pg_advisory_unlock(${NUMBER}) AS done`;

/**
 * Sends the messages of the bus with NOTIFY, and takes advisory locks. It opens two connections: a pooler in
 * transaction mode only delivers messages of the same connection, and the test messages have to show this.
 *
 * @throws ConfigError for a URL that is not for PostgreSQL
 */
export function openPostgresTransport({ url, onConnected, onError }: TransportOptions): Transport {
  const location = parseSqlUrl(url);
  if (location.kind !== 'postgres')
    throw new ConfigError('the URL of the changes bus is neither for Redis nor for PostgreSQL');
  return new PostgresTransport(location, onConnected, onError);
}

class PostgresTransport implements Transport {
  readonly #location: NetworkLocation;
  readonly #onConnected: () => void;
  readonly #onError: (error: Error) => void;
  readonly #subscriptions = new Map<string, (text: string) => void>();
  /** The channel of test messages. */
  readonly #own = `celery-results:proof:${Math.random()}`;
  #session: Session | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMs = RETRY_MS[0];
  #attempt = 0;
  #isClosed = false;

  constructor(location: NetworkLocation, onConnected: () => void, onError: (error: Error) => void) {
    this.#location = location;
    this.#onConnected = onConnected;
    this.#onError = onError;
    this.#connect();
  }

  get isConnected(): boolean {
    return this.#session?.isProven === true;
  }

  publish(channel: string, text: string): void {
    if (this.isConnected) this.#session?.ask(NOTIFY, [channel, splitText(text)]);
  }

  async subscribe(channel: string, onText: (text: string) => void): Promise<void> {
    this.#subscriptions.set(channel, onText);
    await this.#session?.listen(channel);
  }

  async unsubscribe(channel: string): Promise<void> {
    this.#subscriptions.delete(channel);
    await this.#session?.unlisten(channel);
  }

  async lock(key: string, holder: string): Promise<boolean> {
    return this.isConnected && (await this.#session?.lock(key, holder)) === true;
  }

  async unlock(key: string, holder: string): Promise<void> {
    await this.#session?.unlock(key, holder);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#session?.end(new Error('the bus is closed'));
  }

  #connect(): void {
    const session = new Session(this.#location, {
      attempt: this.#attempt,
      own: this.#own,
      channels: () => [...this.#subscriptions.keys()],
      onText: (channel, text) => this.#subscriptions.get(channel)?.(text),
      onProven: () => {
        this.#retryMs = RETRY_MS[0];
        this.#onConnected();
      },
      onEnd: (error, wasProven) => {
        if (this.#isClosed) return;
        if (!wasProven) this.#attempt += 1;
        this.#onError(error);
        this.#timer = setTimeout(() => this.#connect(), this.#retryMs * (0.5 + Math.random())).unref();
        this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS[1]);
      },
    });
    this.#session = session;
  }
}

interface SessionOptions {
  readonly attempt: number;
  readonly own: string;
  readonly channels: () => readonly string[];
  readonly onText: (channel: string, text: string) => void;
  /** Called once, when a test message has arrived. */
  readonly onProven: () => void;
  /** Called once, when the session has ended. */
  readonly onEnd: (error: Error, wasProven: boolean) => void;
}

/** Two connections. If one of them ends, the session ends. */
class Session {
  readonly #options: SessionOptions;
  readonly #sender: Client;
  readonly #receiver: Client;
  /** The last statement of each connection. */
  readonly #last = new Map<Client, Promise<boolean>>();
  readonly #joiners = new Map<string, TextJoiner>();
  /** The holders of the locks of this session. */
  readonly #holders = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isListening = false;
  #isEnded = false;
  isProven = false;

  constructor(location: NetworkLocation, options: SessionOptions) {
    this.#options = options;
    const create = (): Client => listeningClient(location, { attempt: options.attempt, timeout: SILENCE_MS });
    [this.#sender, this.#receiver] = [create(), create()];
    for (const client of [this.#sender, this.#receiver]) {
      client.on('error', (error) => this.end(error));
      client.on('end', () => this.end(new Error('PostgreSQL has closed the connection')));
    }
    this.#receiver.on('notification', ({ channel, payload = '' }) => this.#receive(channel, payload));
    this.#begin().catch((error: Error) => this.end(error));
  }

  end(error: Error): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    for (const client of [this.#sender, this.#receiver]) endAtOnce(client);
    const wasProven = this.isProven;
    this.isProven = false;
    this.#options.onEnd(error, wasProven);
  }

  /** Sends a statement. An error of the statement ends the session. */
  ask(sql: string, values: readonly unknown[]): void {
    void this.#run(this.#sender, sql, values);
  }

  async listen(channel: string): Promise<void> {
    if (this.#isListening && !this.#isEnded) await this.#run(this.#receiver, `LISTEN "${channel}"`);
  }

  async unlisten(channel: string): Promise<void> {
    if (this.#isListening && !this.#isEnded) await this.#run(this.#receiver, `UNLISTEN "${channel}"`);
  }

  async lock(key: string, holder: string): Promise<boolean> {
    const known = this.#holders.get(key);
    if (known !== undefined && known !== holder) return false;
    // a lock belongs to its session: an answer shows that the session still has it
    const isDone = await this.#answer(known === holder ? IS_THERE : LOCK, key);
    if (isDone) this.#holders.set(key, holder);
    return isDone;
  }

  async unlock(key: string, holder: string): Promise<void> {
    if (this.#holders.get(key) !== holder || this.#isEnded) return;
    this.#holders.delete(key);
    await this.#answer(UNLOCK, key);
  }

  async #begin(): Promise<void> {
    this.#expect('PostgreSQL does not answer');
    await Promise.all([this.#sender.connect(), this.#receiver.connect()]);
    this.#isListening = true;
    for (const channel of [this.#options.own, ...this.#options.channels()]) await this.listen(channel);
    this.#prove();
  }

  #prove(): void {
    this.#expect('no notification arrives; a possible reason is a replica, or a pooler in transaction mode');
    this.ask(NOTIFY, [this.#options.own, ['proof']]);
  }

  #onProof(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#prove(), PROOF_MS).unref();
    if (this.isProven) return;
    this.isProven = true;
    // only now: behind a pooler, the setting would stay on a connection that other clients use
    this.ask(SET_IDLE, [String(IDLE_MS)]);
    this.#options.onProven();
  }

  #expect(reason: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(new Error(reason)), SILENCE_MS).unref();
  }

  #receive(channel: string, part: string): void {
    if (this.#isEnded) return;
    if (channel === this.#options.own) {
      this.#onProof();
      return;
    }
    const joiner = this.#joiners.get(channel) ?? new TextJoiner();
    this.#joiners.set(channel, joiner);
    const text = joiner.add(part);
    if (text !== undefined) this.#options.onText(channel, text);
  }

  async #answer(sql: string, key: string): Promise<boolean> {
    return withTimeout(this.#run(this.#sender, sql, [key]), ANSWER_MS, () => false);
  }

  /** Runs a statement after the previous ones. @returns the column `done` of its row */
  #run(client: Client, sql: string, values: readonly unknown[] = []): Promise<boolean> {
    const run = async (): Promise<boolean> => {
      if (this.#isEnded) return false;
      try {
        const { rows } = await client.query<{ readonly done?: boolean }>(sql, [...values]);
        return rows[0]?.done === true;
      } catch (error) {
        this.end(error as Error);
        return false;
      }
    };
    const answer = (this.#last.get(client) ?? Promise.resolve(false)).then(run);
    this.#last.set(client, answer);
    return answer;
  }
}

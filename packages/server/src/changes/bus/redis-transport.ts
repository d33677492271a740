import { createClient, type RedisClientType } from '@redis/client';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Transport, TransportOptions } from './transport.ts';

/** The longest pause between two attempts to connect. */
const MAX_RETRY_MS = 2_000;
const PING_MS = 2_000;
/** Milliseconds to wait for an answer. */
const ANSWER_MS = 1_000;

const KEEP = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else
return redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0 end`;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/**
 * Sends the messages of the bus with Redis. It opens two connections, since a connection with subscriptions cannot run
 * other commands. It reconnects after a loss.
 */
export function openRedisTransport({ url, onConnected, onError }: TransportOptions): Transport {
  const options = {
    url,
    disableOfflineQueue: true,
    // detects a connection that the network has dropped, which otherwise looks alive
    pingInterval: PING_MS,
    socket: {
      connectTimeout: MAX_RETRY_MS,
      socketTimeout: 2 * PING_MS,
      reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, MAX_RETRY_MS),
    },
  };
  const sender = createClient(options) as RedisClientType;
  const receiver = createClient(options) as RedisClientType;
  const subscriptions = new Map<string, (text: string) => void>();
  for (const client of [sender, receiver]) client.on('error', onError);
  const onReady = async (): Promise<void> => {
    if (!sender.isReady || !receiver.isReady) return;
    for (const [channel, onText] of subscriptions) await receiver.subscribe(channel, onText);
    onConnected();
  };
  for (const client of [sender, receiver]) client.on('ready', () => void onReady().catch(onError));
  // the client tries to connect until it succeeds, and the listener above receives the errors
  for (const client of [sender, receiver]) client.connect().catch(() => {});
  const evaluate = async (script: string, key: string, args: string[]): Promise<boolean> =>
    (await withTimeout(
      sender.eval(script, { keys: [key], arguments: args }).catch(() => 0),
      ANSWER_MS,
      () => 0,
    )) === 1;
  return {
    get isConnected() {
      return sender.isReady && receiver.isReady;
    },
    publish: (channel, text) => {
      sender.publish(channel, text).catch(() => {});
    },
    subscribe: async (channel, onText) => {
      subscriptions.set(channel, onText);
      if (receiver.isReady) await receiver.subscribe(channel, onText).catch(() => {});
    },
    unsubscribe: async (channel) => {
      subscriptions.delete(channel);
      if (receiver.isReady) await receiver.unsubscribe(channel).catch(() => {});
    },
    lock: (key, holder, milliseconds) => evaluate(KEEP, key, [holder, String(milliseconds)]),
    unlock: async (key, holder) => {
      await evaluate(RELEASE, key, [holder]);
    },
    close: async () => {
      for (const client of [sender, receiver]) client.destroy();
    },
  };
}

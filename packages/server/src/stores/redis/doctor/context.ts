import type { Serializer } from '../../../codecs/serializers.ts';
import type { RedisClient } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { isReply, type RedisLink } from '../link.ts';

/** A Redis that the doctor examines, with the settings of the server. */
export interface RedisContext {
  readonly link: RedisLink;
  readonly keys: Keys;
  readonly database: number;
  readonly serializer: Serializer;
  readonly acceptContent: readonly Serializer[];
  /** This machine's clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Runs a command. Undefined if the user may not run it. @throws StoreUnavailable */
export async function ifAllowed<Reply>(
  { link }: RedisContext,
  command: (client: RedisClient) => Promise<Reply>,
): Promise<Reply | undefined> {
  try {
    return await link.run(command);
  } catch (error) {
    if (error instanceof Error && (isReply(error.cause, 'NOPERM') || isReply(error.cause, 'ERR unknown command')))
      return undefined;
    throw error;
  }
}

/** Reads the fields of INFO that the doctor needs. */
export async function readInfo(context: RedisContext): Promise<ReadonlyMap<string, string> | undefined> {
  const text = await ifAllowed(context, (client) => client.info());
  if (text === undefined) return undefined;
  const lines = String(text)
    .split('\r\n')
    .filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { randomName, reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

const run = promisify(execFile);

/** The two ends of one link. */
export interface NetworkLink {
  /** The address of this machine at the link. */
  readonly host: string;
  /** The address of the namespace at the link. */
  readonly inside: string;
  /** Lets all packets of both directions vanish: no end of the link receives an error. */
  drop(): Promise<void>;
  /** Lets packets pass again. */
  restore(): Promise<void>;
}

/** A network namespace of Linux that belongs to one test, with links to this machine. */
export interface OwnNetwork<Name extends string> {
  readonly links: Readonly<Record<Name, NetworkLink>>;
  /** The command that runs a program inside of the namespace: put it before the program and its arguments. */
  readonly inside: readonly [command: string, ...args: string[]];
  close(): Promise<void>;
}

/** No interface has this hardware address: packets to it are ignored. */
const UNUSED = '02:00:00:00:00:01';

/**
 * Creates a network namespace with these links. It needs Linux, iproute2 and root. Where one of them is missing, or the
 * container does not permit it, it prints a `SKIPPED:` line and returns undefined.
 *
 * @throws Error when it cannot create one and `CI` is set
 */
export async function ownNetworkOrSkip<const Name extends string>(
  names: readonly Name[],
): Promise<OwnNetwork<Name> | undefined> {
  try {
    return await createNetwork(names);
  } catch (error) {
    return foundOrSkip<OwnNetwork<Name>>(undefined, `this machine permits no network namespace (${reasonOf(error)})`);
  }
}

async function createNetwork<Name extends string>(names: readonly Name[]): Promise<OwnNetwork<Name>> {
  const namespace = randomName();
  await run('ip', ['netns', 'add', namespace]);
  // the ends of a link go with the namespace
  const close = async (): Promise<void> => void (await run('ip', ['netns', 'delete', namespace]));
  try {
    await run('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    const network = `10.${200 + Math.floor(Math.random() * 55)}`;
    const links: [Name, NetworkLink][] = [];
    for (const [at, name] of names.entries())
      links.push([name, await createLink(namespace, `${network}.${Math.floor(Math.random() * 64) * 4 + at}`, at)]);
    return {
      links: Object.fromEntries(links) as Record<Name, NetworkLink>,
      inside: ['ip', 'netns', 'exec', namespace],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function createLink(namespace: string, network: string, at: number): Promise<NetworkLink> {
  const [host, inside] = [`${network}.1`, `${network}.2`];
  const devices = [`${namespace.slice(-10)}h${at}`, `${namespace.slice(-10)}i${at}`] as const;
  const within = ['-n', namespace];
  await run('ip', ['link', 'add', devices[0], 'type', 'veth', 'peer', 'name', devices[1], 'netns', namespace]);
  await run('ip', ['address', 'add', `${host}/24`, 'dev', devices[0]]);
  await run('ip', [...within, 'address', 'add', `${inside}/24`, 'dev', devices[1]]);
  await run('ip', ['link', 'set', devices[0], 'up']);
  await run('ip', [...within, 'link', 'set', devices[1], 'up']);
  const neighbours = [
    { where: [] as string[], address: inside, device: devices[0] },
    { where: within, address: host, device: devices[1] },
  ];
  return {
    host,
    inside,
    drop: async () => {
      for (const { where, address, device } of neighbours)
        await run('ip', [...where, 'neigh', 'replace', address, 'lladdr', UNUSED, 'dev', device, 'nud', 'permanent']);
    },
    restore: async () => {
      for (const { where, address, device } of neighbours)
        await run('ip', [...where, 'neigh', 'delete', address, 'dev', device]);
    },
  };
}

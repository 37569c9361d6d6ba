// Free ports on this machine, next to each other because `keygen` counts them up from a base. Between this look and the
// moment they are taken somebody else may be faster; the range below the one from which systems give out ports for
// outgoing connections makes that unlikely, and then the party says so.

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { ChannelError } from '../../errors.js';

const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 100;

/**
 * @param count  how many ports in a row
 * @returns the first of them
 * @throws ChannelError UNREACHABLE if none were found
 */
export async function freePorts(host: string, count: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const base = randomInt(LOWEST, HIGHEST - count);
    if (await allFree(host, base, count)) return base;
  }
  throw new ChannelError('UNREACHABLE', `expected ${count} free ports in a row on ${host}, found none`);
}

async function allFree(host: string, base: number, count: number): Promise<boolean> {
  const taken: Server[] = [];
  try {
    for (let port = base; port < base + count; port++) {
      const server = createServer();
      server.listen(port, host);
      await once(server, 'listening');
      taken.push(server);
    }
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all(taken.map((server) => new Promise((closed) => server.close(closed))));
  }
}

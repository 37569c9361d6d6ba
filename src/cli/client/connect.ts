// From parties.json to a client that can talk to all parties.

import { TesseraClient } from '../../client/client.js';
import type { ClientKey } from '../../client/key.js';
import { HttpsTransport } from '../../client/node/transport.js';
import { loadClientConfig } from '../../net/config.js';

/** Longer than parties let a request wait for tuples that have to be made first. */
const TIMEOUT_MS = 11 * 60_000;

/** Clients with different keys that share their connections. */
export interface Connection {
  /** @param key  without one, a client that nobody has seen before */
  client(key?: ClientKey): Promise<TesseraClient>;
  close(): Promise<void>;
}

/** @param partiesFile  parties.json     @throws CONFIG_INVALID; nothing is connected yet */
export async function openConnection(partiesFile: string): Promise<Connection> {
  const { parties, ca } = await loadClientConfig(partiesFile);
  const origins = [...parties].sort((a, b) => a.id - b.id).map(({ url }) => new URL(url).origin);
  const transport = new HttpsTransport({ origins, ca, timeoutMs: TIMEOUT_MS });
  return {
    client: (key) =>
      TesseraClient.create({ parties: origins.length, transport, ...(key === undefined ? {} : { key }) }),
    close: () => transport.close(),
  };
}

/** Runs the body with a client of this key and closes its connections afterwards. */
export async function withClient<T>(
  partiesFile: string,
  key: ClientKey,
  body: (client: TesseraClient) => Promise<T>,
): Promise<T> {
  const connection = await openConnection(partiesFile);
  try {
    return await body(await connection.client(key));
  } finally {
    await connection.close();
  }
}

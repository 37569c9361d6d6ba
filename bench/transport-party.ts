// The other party of the transport benchmark: as a worker thread it connects back and plays the same rounds.

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { pinsOf } from '../src/net/identities.js';
import type { PeerAddress } from '../src/net/outgoing-link.js';
import { PeerMesh } from '../src/net/peers.js';
import { PartyServer } from '../src/net/server.js';
import type { TlsIdentity } from '../src/net/tls.js';
import type { Channel } from '../src/protocol/step.js';

export interface Shape {
  readonly name: string;
  readonly bytes: number;
  /** Rounds per block, so that a block takes some tens of milliseconds. */
  readonly rounds: number;
}

export const SHAPES: readonly Shape[] = [
  { name: '64 B', bytes: 64, rounds: 400 },
  { name: '80 KB', bytes: 80 * 1024, rounds: 100 },
  { name: '1 MB', bytes: 1024 * 1024, rounds: 15 },
];

export interface PartyOrders {
  readonly identity: TlsIdentity;
  readonly peer: PeerAddress;
  readonly session: Uint8Array;
  readonly blocks: number;
}

/** Exchanges messages of the shape's size with the other party. */
export async function playRounds(channel: Channel, { bytes, rounds }: Shape): Promise<void> {
  const message = new Uint8Array(bytes);
  const out = [0, 1].map((j) => (j === channel.party ? [] : [message]));
  const expect = [0, 1].map((j) => (j === channel.party ? 0 : bytes));
  for (let round = 0; round < rounds; round++) await channel.exchange(out, expect);
}

async function serve({ identity, peer, session, blocks }: PartyOrders): Promise<void> {
  const server = await PartyServer.listen({
    ...identity,
    listen: { host: '127.0.0.1', port: 0 },
    pins: pinsOf([peer]),
  });
  parentPort?.postMessage(server.port);
  const mesh = await PeerMesh.start({ ...identity, id: 1, parties: 2, peers: [peer] }, { server });
  const channel = mesh.open(session);
  for (let block = 0; block < blocks; block++) for (const shape of SHAPES) await playRounds(channel, shape);
}

if (!isMainThread) await serve(workerData as PartyOrders);

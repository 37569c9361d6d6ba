// Time of one round between two parties, each in its own thread, over TLS on loopback: the price that every round of a
// protocol pays on top of its computation.

import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { createAuthority, fingerprint, issueCertificate } from '../src/net/certificates.js';
import { pinsOf } from '../src/net/identities.js';
import { PeerMesh } from '../src/net/peers.js';
import { PartyServer } from '../src/net/server.js';
import type { SessionChannel } from '../src/net/session-channel.js';
import { type PartyOrders, playRounds, SHAPES } from './transport-party.js';

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

const BLOCKS = 7;

/** Milliseconds per round, both parties sending: the median over blocks of rounds, after one block to warm up. */
export async function transportBench(): Promise<Figure[]> {
  const { mine, theirs } = await makeOrders();
  const server = await PartyServer.listen({
    ...mine.identity,
    listen: { host: '127.0.0.1', port: 0 },
    pins: mine.pins,
  });
  const worker = new Worker(new URL('./transport-party.js', import.meta.url), { workerData: theirs(server.port) });
  try {
    const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    const peers = [{ ...mine.peer, url: `https://127.0.0.1:${port}` }];
    const mesh = await PeerMesh.start({ ...mine.identity, id: 0, parties: 2, peers }, { server });
    const figures = await measure(mesh.open(mine.session));
    await mesh.close();
    return figures;
  } finally {
    await worker.terminate();
    await server.close();
  }
}

async function measure(channel: SessionChannel): Promise<Figure[]> {
  const times = SHAPES.map((): number[] => []);
  for (let block = 0; block <= BLOCKS; block++) {
    for (const [k, shape] of SHAPES.entries()) {
      const start = performance.now();
      await playRounds(channel, shape);
      if (block > 0) times[k]?.push((performance.now() - start) / shape.rounds);
    }
  }
  return SHAPES.map(({ name }, k) => ({
    name: `round of ${name} each way, 2 parties, loopback`,
    unit: 'ms',
    value: median(times[k] ?? []),
  }));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function makeOrders() {
  const authority = await createAuthority();
  const [a, b] = await Promise.all(
    ['party-0', 'party-1'].map((commonName) => issueCertificate(authority, { commonName })),
  );
  if (a === undefined || b === undefined) throw new Error('expected two certificates');
  const session = new Uint8Array(randomBytes(32));
  const ca = authority.certificate;
  const peerA = { id: 0, fingerprint: fingerprint(a.certificate) };
  const peerB = { id: 1, fingerprint: fingerprint(b.certificate) };
  return {
    mine: { identity: { ...a, ca }, peer: peerB, pins: pinsOf([peerB]), session },
    theirs: (port: number): PartyOrders => ({
      identity: { ...b, ca },
      peer: { ...peerA, url: `https://127.0.0.1:${port}` },
      session,
      blocks: BLOCKS + 1,
    }),
  };
}

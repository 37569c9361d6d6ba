// Parties in this process, connected over real TLS on loopback, for the tests of the mesh.

import { randomBytes } from 'node:crypto';
import {
  type Authority,
  type Credential,
  createAuthority,
  fingerprint,
  issueCertificate,
} from '../../src/net/certificates.js';
import { pinsOf } from '../../src/net/identities.js';
import { PeerMesh } from '../../src/net/peers.js';
import { PartyServer } from '../../src/net/server.js';
import type { SessionChannel } from '../../src/net/session-channel.js';
import type { MeshLimits } from '../../src/net/session-table.js';

export interface Pki {
  readonly authority: Authority;
  readonly credentials: readonly Credential[];
}

/** An authority and `n` certificates. */
export async function makePki(n: number): Promise<Pki> {
  const authority = await createAuthority();
  const names = Array.from({ length: n }, (_, i) => `party-${i}`);
  return {
    authority,
    credentials: await Promise.all(names.map((commonName) => issueCertificate(authority, { commonName }))),
  };
}

export interface Member {
  readonly id: number;
  readonly server: PartyServer;
  readonly mesh: PeerMesh;
}

export interface DeploymentOptions {
  readonly limits?: Partial<MeshLimits>;
  readonly startTimeoutMs?: number;
  /** Where party `from` believes party `to` to be, if not at its port. */
  readonly reach?: (from: number, to: number, port: number) => Promise<number>;
}

export const sessionId = () => new Uint8Array(randomBytes(32));

export async function startServer(pki: Pki, id: number, port = 0): Promise<PartyServer> {
  const peers = pki.credentials.map(({ certificate }, k) => ({ id: k, fingerprint: fingerprint(certificate) }));
  return await PartyServer.listen({
    ...credential(pki, id),
    listen: { host: '127.0.0.1', port },
    pins: pinsOf(peers.filter((peer) => peer.id !== id)),
  });
}

export function credential(pki: Pki, id: number) {
  const own = pki.credentials[id];
  if (own === undefined) throw new Error(`no credential ${id}`);
  return { ...own, ca: pki.authority.certificate };
}

export async function startMesh(
  pki: Pki,
  id: number,
  server: PartyServer,
  ports: readonly number[],
  options: DeploymentOptions = {},
) {
  const peers = await Promise.all(
    ports.map(async (port, k) => ({
      id: k,
      url: `https://127.0.0.1:${(await options.reach?.(id, k, port)) ?? port}`,
      fingerprint: fingerprint(pki.credentials[k]?.certificate ?? ''),
    })),
  );
  const config = { ...credential(pki, id), id, parties: ports.length, peers: peers.filter((peer) => peer.id !== id) };
  const { limits = {}, startTimeoutMs = 5000 } = options;
  return await PeerMesh.start(config, { server, limits, startTimeoutMs });
}

/** Starts all parties and connects them. */
export async function deploy(parties: number, options: DeploymentOptions = {}, pki?: Pki): Promise<Deployment> {
  const keys = pki ?? (await makePki(parties));
  const servers = await Promise.all(keys.credentials.slice(0, parties).map((_, id) => startServer(keys, id)));
  const ports = servers.map((server) => server.port);
  const meshes = await Promise.all(servers.map((server, id) => startMesh(keys, id, server, ports, options)));
  return new Deployment(keys, servers, meshes);
}

export class Deployment {
  constructor(
    readonly pki: Pki,
    readonly servers: PartyServer[],
    readonly meshes: PeerMesh[],
  ) {}

  /** A fresh session at all parties. */
  open(timeoutMs = 5000): SessionChannel[] {
    const session = sessionId();
    return this.meshes.map((mesh) => mesh.open(session, { timeoutMs }));
  }

  mesh(id: number): PeerMesh {
    const mesh = this.meshes[id];
    if (mesh === undefined) throw new Error(`no party ${id}`);
    return mesh;
  }

  async close(): Promise<void> {
    await Promise.all(this.meshes.map((mesh) => mesh.close()));
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

/** One round in which everybody sends everybody the same 8 bytes. */
export async function greet(channels: readonly SessionChannel[]): Promise<void> {
  await Promise.all(channels.map((channel) => greetFrom(channel)));
}

export async function greetFrom(channel: SessionChannel, bytes = 8): Promise<readonly Uint8Array[]> {
  const slots = [...Array(channel.parties).keys()];
  return await channel.exchange(
    slots.map((j) => (j === channel.party ? [] : [new Uint8Array(bytes).fill(channel.party)])),
    slots.map((j) => (j === channel.party ? 0 : bytes)),
  );
}

/** The code of the error with which a promise rejects; undefined if it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

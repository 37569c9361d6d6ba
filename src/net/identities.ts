// Who is at the other end of an incoming connection: a peer party or the dealer if it shows a certificate that the
// authority signed *and* whose fingerprint is pinned, otherwise nobody in particular.

import type { ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { fingerprint } from './certificates.js';

export type PeerIdentity = { readonly role: 'party'; readonly id: number } | { readonly role: 'dealer' };

/** Pins of a configuration, by fingerprint. */
export type Pins = ReadonlyMap<string, PeerIdentity>;

/** @param peers   fingerprints of the other parties
 *  @param dealer  fingerprint of the dealer, if there is one */
export function pinsOf(peers: readonly { id: number; fingerprint: string }[], dealer?: { fingerprint: string }): Pins {
  const pins = new Map<string, PeerIdentity>();
  for (const peer of peers) pins.set(peer.fingerprint.toLowerCase(), { role: 'party', id: peer.id });
  if (dealer !== undefined) pins.set(dealer.fingerprint.toLowerCase(), { role: 'dealer' });
  return pins;
}

export function identify(session: ServerHttp2Session, pins: Pins): PeerIdentity | null {
  const socket = session.socket as TLSSocket;
  if (socket.authorized !== true) return null;
  const certificate = socket.getPeerCertificate();
  if (!(certificate?.raw instanceof Uint8Array)) return null;
  return pins.get(fingerprint(certificate.raw)) ?? null;
}

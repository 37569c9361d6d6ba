// What every TLS connection of the engine has in common: version 1.3, and peers that are recognised by the fingerprint
// of their certificate. A pin replaces the comparison of host names: it says more, and parties may sit behind proxies.

import { timingSafeEqual } from 'node:crypto';
import type { ConnectionOptions, PeerCertificate } from 'node:tls';
import { ChannelError } from '../errors.js';
import { fingerprint } from './certificates.js';

/** Own certificate and key and the authority that others are checked against, all PEM. @hazard `key` is secret. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

export type ClientTls = Pick<ConnectionOptions, 'minVersion' | 'ca' | 'cert' | 'key' | 'checkServerIdentity'>;

/** Options of an outgoing connection.
 *  @param identity  without a certificate the caller stays anonymous; without `ca` the system's authorities count
 *  @param pin       fingerprint that the other side's certificate must have, besides being signed by an authority */
export function clientTls(identity: Partial<TlsIdentity>, pin?: string): ClientTls {
  return {
    minVersion: 'TLSv1.3',
    ...(identity.ca === undefined ? {} : { ca: identity.ca }),
    ...(identity.certificate === undefined ? {} : { cert: identity.certificate }),
    ...(identity.key === undefined ? {} : { key: identity.key }),
    ...(pin === undefined ? {} : { checkServerIdentity: (_host, certificate) => pinMismatch(certificate, pin) }),
  };
}

function pinMismatch(certificate: PeerCertificate, pin: string): Error | undefined {
  if (sameFingerprint(fingerprint(certificate.raw), pin)) return undefined;
  return Object.assign(new Error('expected the pinned certificate, got another one'), { code: 'ERR_TLS_CERT_PIN' });
}

/** Compares two fingerprints of 64 hexadecimal digits. */
export function sameFingerprint(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return x.length === 32 && y.length === 32 && timingSafeEqual(x, y);
}

/** Codes with which Node reports that a certificate is not acceptable, ours to them or theirs to us. */
const CERTIFICATE_PROBLEM = /CERT|SELF_SIGNED|ISSUER|VERIFY|ERR_TLS|ERR_SSL/;
const TIMED_OUT = /TIMEDOUT|TIMEOUT/;

/** The typed error of a connection that could not be made: REFUSED for certificates, UNREACHABLE for all else.
 *  @param whom  for the message, as in "party 2" */
export function connectError(error: unknown, whom: string): ChannelError {
  const code = errorCode(error);
  if (CERTIFICATE_PROBLEM.test(code)) {
    return new ChannelError('REFUSED', `expected ${whom} to accept and present the configured certificates: ${code}`);
  }
  const reason = TIMED_OUT.test(code) ? 'no answer in time' : code;
  return new ChannelError('UNREACHABLE', `expected a connection to ${whom}: ${reason}`);
}

/** The `code` of a system error, or its class; never its text, which may hold anything. */
export function errorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

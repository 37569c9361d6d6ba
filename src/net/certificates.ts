// X.509 certificates for a deployment: one authority, one certificate per party and one for the dealer, ECDSA P-256,
// made with WebCrypto so that nobody needs the openssl program. Parties recognise each other by the SHA-256
// fingerprint of the certificate (a pin), not by the authority's word: the authority only serves clients.

import { createHash, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { installReflectMetadata } from './reflect-metadata.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate and its private key, both PEM. @hazard `key` is secret. */
export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority; its private key exists in this object only and is never written anywhere. */
export interface Authority {
  /** PEM */
  readonly certificate: string;
  readonly privateKey: CryptoKey;
}

export interface CertificateRequest {
  /** Subject, for people and logs; printable, without the characters that have a meaning in a distinguished name. */
  readonly commonName: string;
  /** Host names and addresses besides localhost, 127.0.0.1 and ::1, which are always included. */
  readonly hosts?: readonly string[];
  readonly validDays?: number;
}

/** The x509 module loads slowly and wants Reflect metadata; only key generation needs it. */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  installReflectMetadata();
  return await import('@peculiar/x509');
}

/** Makes a new authority: self-signed, allowed to sign leaf certificates only (path length 0). */
export async function createAuthority(commonName = 'Tessera authority', validDays = 3650): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [commonName] }],
    ...validity(validDays),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: keys.privateKey };
}

/** Issues a certificate that serves and calls (server and client authentication) with a fresh key. */
export async function issueCertificate(authority: Authority, request: CertificateRequest): Promise<Credential> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const hosts = new Set(['localhost', '127.0.0.1', '::1', ...(request.hosts ?? [])]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [request.commonName] }],
    issuer: issuer.subject,
    ...validity(request.validDays ?? 3650),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension(
        [...hosts].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), key: pem('PRIVATE KEY', Buffer.from(pkcs8)) };
}

/** SHA-256 of a certificate's DER bytes, 64 lower-case hexadecimal digits: the pin by which peers are recognised.
 *  @param certificate  PEM text or DER bytes */
export function fingerprint(certificate: string | Uint8Array): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate;
  return createHash('sha256').update(der).digest('hex');
}

async function newKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** 127 random bits, positive as DER wants it. */
function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

/** Starts a day early: clocks of different machines disagree. */
function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + days * DAY_MS) };
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

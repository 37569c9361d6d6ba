// Requests are signed by the client's own key over party, method, path and the hash of the body. The party is in the text so
// that a corrupt party cannot pass a request on to another one and pose as the client there. A replay to the same party meets
// the reservation's state machine: everything in it happens once.

import { SecurityAbort } from '../errors.js';
import { fromBase64Url, toBase64Url, toHex } from './encoding.js';
import { type ClientKey, unshared, verifyBytes } from './key.js';

export const CLIENT_HEADER = 'tessera-client';
export const SIGNATURE_HEADER = 'tessera-signature';

/** What a signature covers. */
export interface SignedRequest {
  /** Index of the party the request is for. */
  readonly party: number;
  /** In capitals. */
  readonly method: string;
  /** As on the request line. */
  readonly path: string;
  readonly body: Uint8Array;
}

/** @returns the two headers to send along */
export async function signRequest(key: ClientKey, request: SignedRequest): Promise<Record<string, string>> {
  return {
    [CLIENT_HEADER]: toBase64Url(key.publicKey),
    [SIGNATURE_HEADER]: toBase64Url(await key.sign(await signedText(request))),
  };
}

/**
 * The party's side: whose request this is.
 * @param headers values from outside, by lower-case name; anything but two well-formed strings is refused
 * @returns the client's raw public key, 65 bytes
 * @throws SecurityAbort WRONG_KEY
 */
export async function verifySignature(
  headers: Readonly<Record<string, unknown>>,
  request: SignedRequest,
): Promise<Uint8Array> {
  // A line break could move text between the fields of what is signed; no request line has one.
  if (/[\r\n]/.test(request.method + request.path)) throw new SecurityAbort('WRONG_KEY', 'expected a path in one line');
  const publicKey = readHeader(headers, CLIENT_HEADER);
  const signature = readHeader(headers, SIGNATURE_HEADER);
  if (!(await verifyBytes(publicKey, signature, await signedText(request)))) {
    throw new SecurityAbort('WRONG_KEY', 'the request is not signed, for this party, by the key that it names');
  }
  return publicKey;
}

async function signedText({ party, method, path, body }: SignedRequest): Promise<Uint8Array> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', unshared(body)));
  return new TextEncoder().encode(`tessera-request\n${party}\n${method}\n${path}\n${toHex(digest)}`);
}

function readHeader(headers: Readonly<Record<string, unknown>>, name: string): Uint8Array {
  const value = headers[name];
  const bytes = typeof value === 'string' && value.length <= 128 ? fromBase64Url(value) : undefined;
  if (bytes === undefined) throw new SecurityAbort('WRONG_KEY', `expected the header ${name} in base64url`);
  return bytes;
}

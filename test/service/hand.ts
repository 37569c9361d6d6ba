// Requests made by hand: whatever bytes a test likes, signed by whichever key and for whichever party it likes, and the parties' answers as
// they come. The honest client is src/client; this one may do anything.

import { randomBytes } from 'node:crypto';
import { toBase64Url, toHex } from '../../src/client/encoding.js';
import { ClientKey } from '../../src/client/key.js';
import { signRequest } from '../../src/client/signing.js';
import type { Transport } from '../../src/client/transport.js';
import type { Kernel } from '../../src/kernel/index.js';
import type { Deployment } from './deployment.js';

export interface Reply {
  readonly status: number;
  /** Of the error in it; 'ok' if it is none. */
  readonly code: string;
  readonly message: string;
  readonly body: Uint8Array;
}

/** How a request differs from an honest one. */
export interface Twist {
  readonly method?: 'GET' | 'POST';
  /** Who signs. */
  readonly key?: ClientKey;
  /** Whose key the request names; by default the signer's. */
  readonly named?: ClientKey;
  /** Which party the signature is for. */
  readonly signedFor?: number;
  /** Path, and body, that the signature is for. */
  readonly signedPath?: string;
  readonly signedBody?: Uint8Array;
  /** In place of the signature's headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

const NEVER = new AbortController().signal;
const MAX_ANSWER_BYTES = 64 << 20;

export class Hand {
  private constructor(
    readonly kernel: Kernel,
    readonly parties: number,
    readonly transport: Transport,
    readonly key: ClientKey,
  ) {}

  static async of(deployment: Deployment, transport: Transport, key?: ClientKey): Promise<Hand> {
    const { kernel, parties } = deployment;
    return new Hand(kernel, parties, transport, key ?? (await ClientKey.generate()));
  }

  get name(): string {
    return toBase64Url(this.key.publicKey);
  }

  async send(party: number, path: string, body: Uint8Array, twist: Twist = {}): Promise<Reply> {
    const { method = 'POST', key = this.key, signedFor = party, signedPath = path, signedBody = body } = twist;
    const signed = await signRequest(key, { party: signedFor, method, path: signedPath, body: signedBody });
    const named = twist.named === undefined ? {} : { 'tessera-client': toBase64Url(twist.named.publicKey) };
    const headers = twist.headers ?? { ...signed, ...named };
    const request = { method, path, headers, body, maxAnswerBytes: MAX_ANSWER_BYTES, signal: NEVER };
    const answer = await this.transport.request(party, request);
    return { status: answer.status, ...errorIn(answer.status, answer.body), body: answer.body };
  }

  /** The same path at all parties; null leaves one out. */
  async everywhere(path: string, body: (party: number) => Uint8Array | null): Promise<Reply[]> {
    const sent = Array.from({ length: this.parties }, (_, party) => body(party));
    return await Promise.all(sent.flatMap((bytes, party) => (bytes === null ? [] : [this.send(party, path, bytes)])));
  }
}

export const codes = (replies: readonly Reply[]) => replies.map(({ code }) => code);
export const freshId = () => toHex(randomBytes(32));
export const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function errorIn(status: number, body: Uint8Array): { code: string; message: string } {
  if (status < 400) return { code: 'ok', message: '' };
  const { code, message } = JSON.parse(new TextDecoder().decode(body)) as { code: string; message: string };
  return { code, message };
}

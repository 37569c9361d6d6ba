// A party 1 that speaks TLS and HTTP/2 properly and otherwise sends whatever a test likes, against a real party 0.

import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { Packr } from 'msgpackr';
import { type FrameHeader, PREFIX_BYTES } from '../../src/net/frame.js';
import { FrameReader } from '../../src/net/frame-reader.js';
import { PEER_PATH } from '../../src/net/http2-options.js';
import type { PeerMesh } from '../../src/net/peers.js';
import type { PartyServer } from '../../src/net/server.js';
import type { MeshLimits } from '../../src/net/session-table.js';
import { credential, makePki, type Pki, sleep, startMesh, startServer } from './deployment.js';

const packr = new Packr({ useRecords: false });

/** A frame with any header at all. */
export function rawFrame(header: unknown, body: Uint8Array = new Uint8Array(0), claimedBytes = body.length): Buffer {
  const packed = packr.pack(header);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(1 + packed.length + claimedBytes, 0);
  prefix[4] = packed.length;
  return Buffer.concat([prefix, packed, body]);
}

export const roundFrame = (s: Uint8Array, r: number, bytes = 8) =>
  rawFrame({ s, r, t: 'round' }, new Uint8Array(bytes));

export class RawPeer {
  /** Headers of everything party 0 has sent. */
  readonly received: FrameHeader[] = [];
  #session: ClientHttp2Session | undefined;
  #stream: ClientHttp2Stream | undefined;

  private constructor(
    readonly pki: Pki,
    readonly servers: readonly [PartyServer, PartyServer],
  ) {}

  /** A raw party 1 and the real party 0 that it is to be tried on. */
  static async facing(
    limits: Partial<MeshLimits> = {},
  ): Promise<{ raw: RawPeer; mesh: PeerMesh; close: () => Promise<void> }> {
    const pki = await makePki(2);
    const [own, theirs] = await Promise.all([startServer(pki, 1), startServer(pki, 0)]);
    const raw = new RawPeer(pki, [theirs, own]);
    own.onPeerStream((_, stream) => {
      stream.respond({ ':status': 200 });
      const reader = new FrameReader(
        { begin: () => true, end: (header) => raw.received.push(header), refuse: () => undefined },
        1 << 28,
      );
      stream.on('data', (chunk: Buffer) => reader.push(chunk));
      stream.on('end', () => stream.end());
      stream.on('error', () => undefined);
      return true;
    });
    const starting = startMesh(pki, 0, theirs, [theirs.port, own.port], { limits });
    await raw.connect();
    const mesh = await starting;
    const close = async () => {
      raw.disconnect();
      await mesh.close();
      await Promise.all([own.close(), theirs.close()]);
    };
    return { raw, mesh, close };
  }

  /** Opens the stream towards party 0, as often as it takes for party 0 to be ready. */
  async connect(): Promise<void> {
    const { key, certificate, ca } = credential(this.pki, 1);
    for (let attempt = 0; attempt < 100; attempt++) {
      const session = connect(`https://127.0.0.1:${this.servers[0].port}`, { key, cert: certificate, ca });
      const stream = session.request({ ':method': 'POST', ':path': PEER_PATH }, { endStream: false });
      session.on('error', () => undefined);
      stream.on('error', () => undefined);
      stream.resume();
      const status = await new Promise((resolve) => {
        stream.once('response', (headers) => resolve(headers[':status']));
        stream.once('close', () => resolve(0));
      });
      this.#session = session;
      this.#stream = stream;
      if (status === 200) return;
      session.destroy();
      await sleep(20);
    }
    throw new Error('party 0 does not answer');
  }

  /** True once party 0 has given up this connection. */
  get cutOff(): boolean {
    return this.#stream?.closed ?? true;
  }

  send(...frames: Uint8Array[]): void {
    for (const frame of frames) this.#stream?.write(frame);
  }

  disconnect(): void {
    this.#session?.destroy();
  }
}

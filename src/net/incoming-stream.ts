// A peer's direction to this party: the body of its one long POST, cut into frames. Answered with 200 at once, read
// for ever, and given up as a whole when its framing breaks.

import { constants, type ServerHttp2Stream } from 'node:http2';
import { ChannelError } from '../errors.js';
import { FrameReader, type FrameSink } from './frame-reader.js';

/** Why an incoming stream is no more: the peer ended it in good order, or it broke. */
export type StreamEnd = 'finished' | ChannelError;

export class IncomingStream {
  readonly #stream: ServerHttp2Stream;
  readonly #ended: (end: StreamEnd) => void;
  #over = false;

  /** @param ended  called once, when nothing more will come; not after `close` */
  constructor(
    peer: number,
    stream: ServerHttp2Stream,
    sink: FrameSink,
    maxBodyBytes: number,
    ended: (end: StreamEnd) => void,
  ) {
    this.#stream = stream;
    this.#ended = ended;
    const reader = new FrameReader(sink, maxBodyBytes);
    const lost = () => this.#end(new ChannelError('CLOSED', `the connection from party ${peer} was lost`));
    stream.on('data', (chunk: Buffer) => this.#read(reader, chunk));
    stream.on('end', () => this.#end('finished'));
    stream.on('aborted', lost);
    stream.on('error', lost);
    stream.on('close', lost);
    stream.respond({ ':status': constants.HTTP_STATUS_OK });
  }

  /** Stops reading and lets the peer know, without a further call of `ended`. */
  close(): void {
    this.#over = true;
    if (!this.#stream.destroyed) this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  #read(reader: FrameReader, chunk: Buffer): void {
    if (this.#over) return;
    try {
      reader.push(chunk);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      this.#end(error);
      this.#stream.close(constants.NGHTTP2_PROTOCOL_ERROR);
    }
  }

  #end(end: StreamEnd): void {
    if (this.#over) return;
    this.#over = true;
    if (end === 'finished' && !this.#stream.destroyed) this.#stream.end();
    this.#ended(end);
  }
}

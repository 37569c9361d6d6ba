// Cuts a byte stream into frames, whatever pieces it arrives in. Nothing is allocated for a frame before its header
// has been read, bounded and admitted; then its body gets one buffer of its own (so it starts 8-aligned) and each byte
// is copied once. A frame that is not wanted is skipped without memory.
//
//     prefix and header --> body --> prefix and header ...
//            |               '-- (skipped: counted only)
//            '--> dead (the framing is broken: nothing after it can be trusted)

import { ChannelError } from '../errors.js';
import { decodeHeader, type FrameHeader, MAX_HEADER_BYTES, PREFIX_BYTES } from './frame.js';

/** What becomes of the frames. */
export interface FrameSink {
  /** A header has arrived, its body of `bodyBytes` has not. @returns false to have the body skipped. */
  begin(header: FrameHeader, bodyBytes: number): boolean;
  /** The body of an admitted frame, in a buffer of its own. */
  end(header: FrameHeader, body: Uint8Array): void;
  /** A frame of `session` that is too large or not to be understood; it is skipped. */
  refuse(session: string, error: ChannelError): void;
}

/** Header of the frame whose body is being read; undefined while skipping. */
interface Body {
  readonly header: FrameHeader | undefined;
  readonly bytes: Uint8Array;
  readonly length: number;
}

export class FrameReader {
  readonly #sink: FrameSink;
  readonly #maxBodyBytes: number;
  readonly #head = Buffer.alloc(PREFIX_BYTES + MAX_HEADER_BYTES);
  #headFill = 0;
  #body: Body | undefined;
  #bodyFill = 0;
  #dead = false;

  /** @param maxBodyBytes  larger frames are refused */
  constructor(sink: FrameSink, maxBodyBytes: number) {
    this.#sink = sink;
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** Takes the next bytes of the stream. The chunk is not kept.
   *  @throws BAD_FRAME if the framing itself is broken; the reader then ignores everything that follows. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#dead) {
      at = this.#body === undefined ? this.#readHead(chunk, at) : this.#readBody(this.#body, chunk, at);
    }
  }

  #readHead(chunk: Uint8Array, from: number): number {
    const want = this.#headFill < PREFIX_BYTES ? PREFIX_BYTES : this.#headBytes();
    const take = Math.min(want - this.#headFill, chunk.length - from);
    this.#head.set(chunk.subarray(from, from + take), this.#headFill);
    this.#headFill += take;
    if (this.#headFill === PREFIX_BYTES) this.#checkPrefix();
    else if (this.#headFill === this.#headBytes() && this.#headFill > PREFIX_BYTES) this.#startBody();
    return from + take;
  }

  #headBytes(): number {
    return PREFIX_BYTES + this.#head.readUInt8(4);
  }

  #checkPrefix(): void {
    const header = this.#head.readUInt8(4);
    const length = this.#head.readUInt32LE(0);
    if (header === 0 || length < 1 + header) {
      this.#die(`expected a header within the frame, got ${header} bytes of header in ${length} bytes`);
    }
  }

  #startBody(): void {
    const length = this.#head.readUInt32LE(0) + 4 - this.#headFill;
    const header = decodeHeader(this.#head.subarray(PREFIX_BYTES, this.#headFill));
    this.#headFill = 0;
    if (header === undefined) this.#die('expected a header that names a session');
    else this.#admit(header, length);
  }

  #admit(header: NonNullable<ReturnType<typeof decodeHeader>>, length: number): void {
    let admitted: FrameHeader | undefined;
    if (header.type === 'broken') {
      this.#sink.refuse(header.session, new ChannelError('BAD_FRAME', header.problem));
    } else if (length > (header.type === 'abort' ? 0 : this.#maxBodyBytes)) {
      const expected = header.type === 'abort' ? 'no body' : `at most ${this.#maxBodyBytes} bytes`;
      this.#sink.refuse(
        header.session,
        new ChannelError('FRAME_TOO_LARGE', `expected ${expected}, got ${length} bytes`),
      );
    } else if (this.#sink.begin(header, length)) {
      admitted = header;
    }
    if (length === 0) {
      if (admitted !== undefined) this.#sink.end(admitted, new Uint8Array(0));
      return;
    }
    this.#body = { header: admitted, bytes: admitted === undefined ? new Uint8Array(0) : ownBytes(length), length };
    this.#bodyFill = 0;
  }

  #readBody(body: Body, chunk: Uint8Array, from: number): number {
    const take = Math.min(body.length - this.#bodyFill, chunk.length - from);
    if (body.header !== undefined) body.bytes.set(chunk.subarray(from, from + take), this.#bodyFill);
    this.#bodyFill += take;
    if (this.#bodyFill === body.length) {
      this.#body = undefined;
      if (body.header !== undefined) this.#sink.end(body.header, body.bytes);
    }
    return from + take;
  }

  #die(problem: string): void {
    this.#dead = true;
    throw new ChannelError('BAD_FRAME', problem);
  }
}

/** Memory of its own, not zeroed (it is about to be filled), as a plain Uint8Array that starts 8-aligned. */
function ownBytes(length: number): Uint8Array {
  const memory = Buffer.allocUnsafeSlow(length);
  return new Uint8Array(memory.buffer, memory.byteOffset, length);
}

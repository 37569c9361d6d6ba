import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../src/errors.js';
import { encodeAbort, encodeRound } from '../../src/net/frame.js';
import { FrameReader } from '../../src/net/frame-reader.js';
import { rawFrame } from './raw-peer.js';

const test = suite('FrameReader');
const session = new Uint8Array(32).fill(7);
const LIMIT = 1000;

/** Feeds bytes in pieces and writes down what the sink is told. */
function readAll(bytes: Uint8Array, pieces: readonly number[], admit = true) {
  const told: string[] = [];
  const bodies: Uint8Array[] = [];
  const reader = new FrameReader(
    {
      begin: (header, length) => {
        told.push(`begin ${header.type} ${length}`);
        return admit;
      },
      end: (header, body) => {
        told.push(`end ${header.type} ${body.length}`);
        bodies.push(body);
      },
      refuse: (_, error) => told.push(`refuse ${error.code}`),
    },
    LIMIT,
  );
  let died: unknown;
  let at = 0;
  try {
    for (let k = 0; at < bytes.length; k++) {
      const end = Math.min(bytes.length, at + (pieces[k % pieces.length] ?? 1));
      reader.push(bytes.subarray(at, end));
      at = end;
    }
  } catch (error) {
    died = error;
  }
  return { told, bodies, died, reader };
}

const round = (index: number, body: Uint8Array) => encodeRound(session, index, [body], body.length);

test('frames come out whole when the stream arrives byte by byte', () => {
  const bodies = [0, 1, 8, 999, 0, 17].map((length, k) => new Uint8Array(length).fill(k + 1));
  const bytes = Buffer.concat([...bodies.map((body, k) => round(k, body)), encodeAbort(session, 'TIMEOUT')]);
  const expected = readAll(bytes, [bytes.length]);
  assert.equal(
    expected.bodies.slice(0, -1).map((body) => [...body]),
    bodies.map((body) => [...body]),
  );
  for (const pieces of [[1], [2], [3], [5], [7, 1], [64]]) {
    const got = readAll(bytes, pieces);
    assert.equal(got.told, expected.told);
    assert.equal(got.bodies, expected.bodies);
  }
});

test('any frames in any pieces are the same frames, each 8-aligned', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: LIMIT }), { maxLength: 8 });
  const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(bodies, pieces, (sent, cuts) => {
      const got = readAll(Buffer.concat(sent.map((body, k) => round(k, body))), cuts);
      assert.equal(
        got.bodies.map((body) => [...body]),
        sent.map((body) => [...body]),
      );
      assert.ok(got.bodies.every((body) => body.byteOffset % 8 === 0 && body.constructor === Uint8Array));
    }),
    { numRuns: 60 },
  );
});

test('a frame that is not admitted is skipped and the next one is read', () => {
  const bytes = Buffer.concat([round(0, new Uint8Array(500)), round(1, new Uint8Array(8))]);
  const { told, bodies } = readAll(bytes, [100], false);
  assert.equal(told, ['begin round 500', 'begin round 8']);
  assert.is(bodies.length, 0);
});

test('a frame above the limit is refused before it is received, and the next one is read', () => {
  const bytes = Buffer.concat([round(0, new Uint8Array(LIMIT + 1)), round(1, new Uint8Array(8))]);
  for (const pieces of [[60], [1], [bytes.length]]) {
    assert.equal(readAll(bytes, pieces).told, ['refuse FRAME_TOO_LARGE', 'begin round 8', 'end round 8']);
  }
  const claim = rawFrame({ s: session, r: 0, t: 'round' }, new Uint8Array(0), 0xf0000000);
  assert.equal(readAll(claim, [9]).told, ['refuse FRAME_TOO_LARGE']);
});

test('a frame with a senseless header is refused and the next one is read', () => {
  const bytes = Buffer.concat([rawFrame({ s: session, t: 'x' }, new Uint8Array(40)), round(1, new Uint8Array(8))]);
  assert.equal(readAll(bytes, [11]).told, ['refuse BAD_FRAME', 'begin round 8', 'end round 8']);
});

test('after broken framing nothing is read any more', () => {
  for (const bytes of [
    [1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [3, 0, 0, 0, 3, 1, 2, 3],
    [2, 0, 0, 0, 1, 0xc1],
  ]) {
    const { died, told, reader } = readAll(Uint8Array.from(bytes), [1]);
    assert.instance(died, ChannelError);
    assert.is((died as ChannelError).code, 'BAD_FRAME');
    reader.push(round(0, new Uint8Array(8)));
    assert.equal(told, []);
  }
});

test('arbitrary bytes end in frames, refusals or BAD_FRAME, and in nothing else', () => {
  const garbage = fc.uint8Array({ minLength: 1, maxLength: 400 });
  const plausible = fc.tuple(fc.integer({ min: 1, max: 60 }), garbage).map(([header, bytes]) => {
    const frame = Buffer.concat([Buffer.alloc(5), bytes]);
    frame.writeUInt32LE(1 + bytes.length, 0);
    frame[4] = Math.min(header, bytes.length);
    return frame;
  });
  const damaged = fc.tuple(fc.nat(60), fc.nat(255)).map(([at, value]) => {
    const frame = round(0, new Uint8Array(16));
    frame[at] = value;
    return frame;
  });
  const stream = fc.array(fc.oneof(garbage, plausible, damaged), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 50 }), (frames, piece) => {
      const { died } = readAll(Buffer.concat(frames), [piece]);
      assert.ok(died === undefined || (died instanceof ChannelError && died.code === 'BAD_FRAME'), String(died));
    }),
    { numRuns: 2000 },
  );
});

test.run();

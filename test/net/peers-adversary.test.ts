// One peer sends everything that is not allowed. Each time the session it is about fails with a typed error, the peer
// is told, and another session of the same two parties, which has been open all the while, goes on.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PeerMesh } from '../../src/net/peers.js';
import { codeOf, greetFrom, sessionId, sleep } from './deployment.js';
import { RawPeer, rawFrame, roundFrame } from './raw-peer.js';

interface Context {
  raw: RawPeer;
  mesh: PeerMesh;
  close: () => Promise<void>;
}

const LIMITS = { frameBytes: 1 << 20, earlySessions: 3, earlyBytes: 1000, earlyAgeMs: 400 };
const test = suite<Context>('PeerMesh against a peer that deviates');
test.before.each(async (context) => {
  Object.assign(context, await RawPeer.facing(LIMITS));
});
test.after.each(async (context) => {
  await context.close();
});

const hex = (session: Uint8Array) => Buffer.from(session).toString('hex');

/** The codes with which party 0 has aborted a session, once it has. */
async function abortsOf(raw: RawPeer, session: Uint8Array): Promise<string[]> {
  const codes = () => raw.received.flatMap((h) => (h.type === 'abort' && h.session === hex(session) ? [h.code] : []));
  for (let k = 0; k < 100 && codes().length === 0; k++) await sleep(5);
  return codes();
}

const ILL_FORMED: readonly [string, string, (s: Uint8Array) => Uint8Array[]][] = [
  ['a body that is too short', 'BAD_FRAME', (s) => [roundFrame(s, 0, 0)]],
  ['a body that is too long', 'BAD_FRAME', (s) => [roundFrame(s, 0, 16)]],
  ['a body beyond the limit', 'FRAME_TOO_LARGE', (s) => [roundFrame(s, 0, LIMITS.frameBytes + 8)]],
  ['a later message first', 'UNEXPECTED_FRAME', (s) => [roundFrame(s, 1)]],
  ['the same message twice', 'UNEXPECTED_FRAME', (s) => [roundFrame(s, 0), roundFrame(s, 0)]],
  ['an unknown type', 'BAD_FRAME', (s) => [rawFrame({ s, r: 0, t: 'query' })]],
  ['no index', 'BAD_FRAME', (s) => [rawFrame({ s, q: 0, t: 'round' })]],
  ['a negative index', 'BAD_FRAME', (s) => [rawFrame({ s, r: -1, t: 'round' })]],
  ['a fractional index', 'BAD_FRAME', (s) => [rawFrame({ s, r: 0.5, t: 'round' })]],
  ['an index that is text', 'BAD_FRAME', (s) => [rawFrame({ s, r: '0', t: 'round' })]],
  ['a further header field', 'BAD_FRAME', (s) => [rawFrame({ s, r: 0, t: 'round', x: 1 }, new Uint8Array(8))]],
  ['an abort with an unknown code', 'BAD_FRAME', (s) => [rawFrame({ s, c: 'toString', t: 'abort' })]],
  ['an abort with a body', 'FRAME_TOO_LARGE', (s) => [rawFrame({ s, c: 'CLOSED', t: 'abort' }, new Uint8Array(8))]],
];

for (const [what, code, frames] of ILL_FORMED) {
  test(`${what} ends the session with ${code} and no other session`, async ({ raw, mesh }) => {
    const [bad, good] = [sessionId(), sessionId()];
    const [victim, other] = [mesh.open(bad, { timeoutMs: 2000 }), mesh.open(good, { timeoutMs: 2000 })];
    const failing = (async () => {
      for (let round = 0; round < 2; round++) await greetFrom(victim);
    })();
    raw.send(...frames(bad));
    assert.is(await codeOf(failing), code);
    assert.equal(await abortsOf(raw, bad), [code]);
    assert.is(await codeOf(greetFrom(victim)), code, 'the session stays over');
    raw.send(roundFrame(good, 0));
    assert.is((await greetFrom(other))[1]?.length, 8);
  });
}

test('a peer cannot run two rounds ahead', async ({ raw, mesh }) => {
  const session = sessionId();
  const channel = mesh.open(session, { timeoutMs: 2000 });
  raw.send(roundFrame(session, 0), roundFrame(session, 1));
  assert.equal(await abortsOf(raw, session), ['UNEXPECTED_FRAME']);
  assert.is(await codeOf(greetFrom(channel)), 'UNEXPECTED_FRAME');
});

test('one message before the session is opened waits for it', async ({ raw, mesh }) => {
  const session = sessionId();
  raw.send(roundFrame(session, 0));
  await sleep(20);
  assert.is((await greetFrom(mesh.open(session)))[1]?.length, 8);
});

const TOO_EARLY: readonly [string, string, (s: Uint8Array) => Uint8Array[]][] = [
  ['a second message before the session is opened', 'UNEXPECTED_FRAME', (s) => [roundFrame(s, 0), roundFrame(s, 1)]],
  ['a long message before the session is opened', 'FRAME_TOO_LARGE', (s) => [roundFrame(s, 0, 1008)]],
  ['an ill-formed message before the session is opened', 'BAD_FRAME', (s) => [rawFrame({ s, r: 0, t: '?' })]],
];

for (const [what, code, frames] of TOO_EARLY) {
  test(`${what} ends it with ${code}`, async ({ raw, mesh }) => {
    const session = sessionId();
    raw.send(...frames(session));
    assert.equal(await abortsOf(raw, session), [code]);
    assert.is(await codeOf((async () => mesh.open(session))()), code);
    assert.not(raw.cutOff);
  });
}

test('unopened sessions are bounded in number; the first ones stay usable', async ({ raw, mesh }) => {
  const sessions = Array.from({ length: 5 }, sessionId);
  raw.send(...sessions.map((session) => roundFrame(session, 0)));
  const [first, , , fourth, fifth] = sessions;
  if (first === undefined || fourth === undefined || fifth === undefined) throw new Error('no sessions');
  assert.equal(await abortsOf(raw, fifth), ['UNEXPECTED_FRAME']);
  assert.is(await codeOf((async () => mesh.open(fourth))()), 'UNEXPECTED_FRAME');
  assert.is((await greetFrom(mesh.open(first)))[1]?.length, 8);
});

test('a session that is not opened for too long is given up', async ({ raw, mesh }) => {
  const session = sessionId();
  raw.send(roundFrame(session, 0));
  await sleep(LIMITS.earlyAgeMs * 2);
  assert.equal(await abortsOf(raw, session), ['TIMEOUT']);
  assert.is(await codeOf((async () => mesh.open(session))()), 'TIMEOUT');
});

test('frames for a session that is over are dropped without an answer', async ({ raw, mesh }) => {
  const session = sessionId();
  mesh.open(session).close();
  raw.send(roundFrame(session, 0), rawFrame({ s: session, r: 7, t: '?' }), roundFrame(session, 1, 2000));
  await sleep(30);
  assert.equal(
    raw.received.filter((header) => header.session === hex(session)),
    [],
  );
  assert.is(await codeOf((async () => mesh.open(session))()), 'WRONG_STATE');
});

test('an accusation by the peer is PEER_ABORTED, a channel failure of the peer is CLOSED', async ({ raw, mesh }) => {
  for (const [theirs, ours] of [
    ['MAC_CHECK_FAILED', 'PEER_ABORTED'],
    ['TIMEOUT', 'CLOSED'],
    ['TUPLES_EXHAUSTED', 'CLOSED'],
  ] as const) {
    const [session, unopened] = [sessionId(), sessionId()];
    const waiting = codeOf(greetFrom(mesh.open(session)));
    for (const s of [unopened, session]) raw.send(rawFrame({ s, c: theirs, t: 'abort' }));
    assert.is(await waiting, ours);
    assert.is(await codeOf((async () => mesh.open(unopened))()), ours);
  }
});

test('a peer that never answers is TIMEOUT, and it is told', async ({ raw, mesh }) => {
  const session = sessionId();
  assert.is(await codeOf(greetFrom(mesh.open(session, { timeoutMs: 60 }))), 'TIMEOUT');
  assert.equal(await abortsOf(raw, session), ['TIMEOUT']);
});

const BROKEN_FRAMING: readonly [string, Uint8Array][] = [
  ['a frame without a header', Buffer.from([5, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['a header longer than its frame', Buffer.from([5, 0, 0, 0, 200, 0, 0, 0, 0])],
  ['a header that is not msgpack', Buffer.from([5, 0, 0, 0, 4, 0xc1, 0xc1, 0xc1, 0xc1])],
  ['a header without a session', rawFrame({ r: 0, t: 'round' })],
  ['a session id of 31 bytes', rawFrame({ s: new Uint8Array(31), r: 0, t: 'round' })],
];

for (const [what, bytes] of BROKEN_FRAMING) {
  test(`${what} ends the connection; sessions after a new connection work`, async ({ raw, mesh }) => {
    const waiting = codeOf(greetFrom(mesh.open(sessionId())));
    raw.send(bytes);
    assert.is(await waiting, 'BAD_FRAME');
    for (let k = 0; k < 100 && !raw.cutOff; k++) await sleep(5);
    assert.ok(raw.cutOff);
    assert.is(await codeOf((async () => mesh.open(sessionId()))()), 'UNREACHABLE');
    await raw.connect();
    await mesh.ready(2000);
    const session = sessionId();
    raw.send(roundFrame(session, 0));
    assert.is((await greetFrom(mesh.open(session)))[1]?.length, 8);
  });
}

test.run();

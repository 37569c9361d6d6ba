import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../src/errors.js';
import { EarlyFrames, EndedSessions } from '../../src/net/early-frames.js';

const early = suite('EarlyFrames');
const LIMITS = { earlySessions: 2, earlyBytes: 100, earlyAgeMs: 50 };
const header = (session: string, index = 0) => ({ type: 'round', session, index }) as const;

early('a first message is kept until it is taken, once', () => {
  const frames = new EarlyFrames(LIMITS);
  assert.is(frames.objection(header('a'), 100), undefined);
  frames.keep(header('a'), new Uint8Array(100), 0);
  assert.is(frames.take('a')?.body.length, 100);
  assert.is(frames.take('a'), undefined);
});

early('a second message, a long one and one session too many are objected to', () => {
  const frames = new EarlyFrames(LIMITS);
  frames.keep(header('a'), new Uint8Array(0), 0);
  assert.is(frames.objection(header('a'), 0)?.code, 'UNEXPECTED_FRAME');
  assert.is(frames.objection(header('b', 1), 0)?.code, 'UNEXPECTED_FRAME');
  assert.is(frames.objection(header('b'), 101)?.code, 'FRAME_TOO_LARGE');
  frames.keep(header('b'), new Uint8Array(0), 0);
  assert.is(frames.objection(header('c'), 0)?.code, 'UNEXPECTED_FRAME');
});

early('messages expire in the order of their arrival', () => {
  const frames = new EarlyFrames(LIMITS);
  frames.keep(header('a'), new Uint8Array(0), 0);
  frames.keep(header('b'), new Uint8Array(0), 30);
  assert.equal(frames.expire(49), []);
  assert.equal(frames.expire(50), ['a']);
  assert.equal(frames.clear(), ['b']);
});

early.run();

const ended = suite('EndedSessions');

ended('the oldest sessions are forgotten first', () => {
  const sessions = new EndedSessions(2);
  const failure = new ChannelError('CLOSED', 'gone');
  sessions.add('a', failure);
  sessions.add('b', undefined);
  assert.is(sessions.failure('a'), failure);
  sessions.add('c', undefined);
  assert.equal(
    ['a', 'b', 'c'].map((key) => sessions.has(key)),
    [false, true, true],
  );
});

ended.run();

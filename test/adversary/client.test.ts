// Lies between clients and parties, through a whole session with the recommender's own statements: a client out of its range or that
// tells the parties different things, and a party that lies to the client. test/io and test/client have every single step.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inverse } from '../../src/math/field.js';
import { P } from '../../src/params.js';
import { World } from '../apps/recommender/session.js';
import type { Answer, Lies, Request } from '../apps/recommender/session-client.js';
import { ask, type QueryResult } from '../apps/recommender/session-query.js';
import { upload } from '../apps/recommender/session-upload.js';
import { codesOf } from './codes.js';

const test = suite('lies between clients and parties');

const HALF = inverse(2n);
const codes = (errors: readonly (Error | null)[]) =>
  codesOf(errors.map((error) => (error === null ? { value: null } : { error })));
const nothingDelivered = ({ delivered, concluded }: QueryResult) =>
  concluded === null && delivered.every((d) => d === null);

/** Adds to one element of a vector of words. */
function shifted(body: Uint8Array, element: number, by: bigint): Uint8Array {
  const copy = body.slice();
  const view = new DataView(copy.buffer);
  const word = view.getBigUint64(8 * element, true);
  view.setBigUint64(8 * element, (((word + by) % P) + P) % P, true);
  return copy;
}

const toAll = (what: Request, change: (honest: Uint8Array) => Uint8Array): Lies => ({
  request: (said, _party, honest) => (said === what ? change(honest) : honest),
});
const toOne = (what: Request, change: (honest: Uint8Array) => Uint8Array): Lies => ({
  request: (said, party, honest) => (said === what && party === 1 ? change(honest) : honest),
});

for (const parties of [2, 3]) {
  const { world, sides } = await World.bound({ parties });
  const { dense, entryDigits, slackDigits, sparse } = world.parameters;
  const [client, rows] = [0, 1];

  // Inputs are block-major: dense, entry digits, slack digits, and in an upload the sparse ratings.
  const digits = dense;
  const slack = dense * (1 + entryDigits);
  const ratings = slack + slackDigits;
  const lies: readonly (readonly [name: string, element: number, by: bigint])[] = [
    ['an entry one half mod p larger', 0, HALF],
    ['an entry one larger than its digits say', dense - 1, 1n],
    ['a negative entry', 0, -100_000n],
    ['a digit of 4 and more', digits, 4n],
    ['a slack that hides a norm too large', slack, 1n],
  ];
  const ratingLies: typeof lies = [
    ['a rating one half mod p larger', ratings, HALF],
    ['a rating beyond 5', ratings + sparse * rows - 1, 6n],
    ['a negative rating', ratings, -6n],
  ];

  for (const [number, [name, element, by]] of [...lies, ...ratingLies].entries()) {
    test(`${parties} parties refuse an upload with ${name}`, async () => {
      const result = await upload(world, { client, lies: toAll('input', (e) => shifted(e, element, by)) });
      assert.ok(result.accepted.every((side) => side === null));
      assert.equal(codes(result.stage.errors), Array(parties).fill('RANGE_PROOF_REJECTED'));
    });
    if (element >= ratings) continue;
    test(`${parties} parties refuse a question with ${name} before they open anything that depends on it`, async () => {
      const query = { client, number, lies: toAll('input', (e) => shifted(e, element, by)) };
      const result = await ask(world, sides, query);
      assert.ok(nothingDelivered(result));
      assert.equal(codes(result.stage.errors), Array(parties).fill('RANGE_PROOF_REJECTED'));
      assert.is(result.stage.traffic.get('run')?.messages.length, 0);
    });
  }

  test(`an honest client of ${parties} parties refuses a vector that is too long in norm itself`, async () => {
    const dense_ = Array.from({ length: dense }, () => world.parameters.scale);
    const values = { ...world.queryValues(client), dense: dense_ };
    let refused = '';
    await ask(world, sides, { client, values }).catch((error: unknown) => {
      refused = codesOf([{ error }]).join();
    });
    assert.is(refused, 'DATA_INVALID');
  });

  for (const [name, what, change, expected] of [
    ['different seeds', 'seed', (s: Uint8Array) => s.map((byte) => byte ^ 1), 'CHALLENGE_MISMATCH'],
    ['different confirmations', 'confirmation', (h: Uint8Array) => h.map((byte) => byte ^ 1), 'CONFIRMATION_MISMATCH'],
    ['different questions', 'input', (e: Uint8Array) => shifted(e, 0, 1n), 'CONFIRMATION_MISMATCH'],
    ['a bad proof at one of them', 'proof', (proof: Uint8Array) => shifted(proof, 0, 1n), 'RANGE_PROOF_REJECTED'],
  ] as const) {
    test(`${parties} parties that are told ${name} stop, all of them`, async () => {
      const result = await ask(world, sides, { client, number: 50, lies: toOne(what, change) });
      assert.ok(nothingDelivered(result));
      const found = codes(result.stage.errors);
      assert.not.ok(found.includes('ok'));
      assert.ok(found.includes(expected), found.join());
    });
  }

  const lie = (what: Answer, change: (body: Uint8Array) => Uint8Array): Lies => ({
    answer: (said, party, honest) => (said === what && party === parties - 1 ? change(honest) : honest),
  });
  const total = (body: Uint8Array) => body.length / 8 / parties;

  for (const [name, liar, expected] of [
    ['a mask share', lie('masks', (body) => shifted(body, 3, 1n)), 'MASK_CHECK_FAILED'],
    ['the share of an output mask', lie('masks', (body) => shifted(body, total(body) - 1, 1n)), 'MASK_CHECK_FAILED'],
    ['a mask share that is no field element', lie('masks', (body) => body.fill(255, 0, 8)), 'NOT_CANONICAL_SHARE'],
    ['u', lie('sum', (body) => shifted(body, 0, 1n)), 'MASK_CHECK_FAILED'],
    ['the output', lie('output', (body) => shifted(body, 0, 1n)), 'OUTPUT_MISMATCH'],
  ] as const) {
    test(`a client of ${parties} parties notices that one lies about ${name}`, async () => {
      const result = await ask(world, sides, { client, number: 60, lies: liar });
      assert.is(result.concluded, null);
      assert.equal(codes([result.clientError]), [expected]);
    });
  }

  test(`a wrong tag makes an honest client's proof fail at the party it is for, of ${parties}`, async () => {
    const liar = lie('masks', (body) => shifted(body, total(body) + 1, 1n)); // the first tag, towards party 0
    const result = await ask(world, sides, { client, number: 70, lies: liar });
    assert.ok(nothingDelivered(result));
    assert.ok(codes(result.stage.errors).every((code) => code === 'RANGE_PROOF_REJECTED'));
  });

  test(`after all these lies an honest session of ${parties} parties passes`, async () => {
    const result = await ask(world, sides, { client, number: 80 });
    assert.equal(result.concluded, world.expected(client));
  });
}

test.run();

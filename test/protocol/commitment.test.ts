import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort } from '../../src/errors.js';
import { Coins, tossCoin } from '../../src/protocol/coin-toss.js';
import { commitAndOpen } from '../../src/protocol/commitment.js';
import { type Adversary, lockstep, values } from '../support/lockstep.js';
import { plainParties } from '../support/plain-party.js';

const test = suite('commitment and coin toss');

const flip: (round: number, from: number, byte?: number) => Adversary =
  (round, from, byte = 0) =>
  (edge, message) => {
    if (edge.round !== round || edge.from !== from) return message;
    const broken = message.slice();
    broken[byte]! ^= 1;
    return broken;
  };

function codes(outcomes: readonly ({ value: unknown } | { error: unknown })[]): string[] {
  return outcomes.map((outcome) => {
    if ('value' in outcome) return 'ok';
    return outcome.error instanceof SecurityAbort ? outcome.error.code : String(outcome.error);
  });
}

test('everybody learns what everybody committed to', async () => {
  const parties = await plainParties(3);
  const { outcomes, traffic } = await lockstep(parties.map((p) => commitAndOpen(p, new Uint8Array(16).fill(p.id + 1))));
  for (const all of values(outcomes))
    assert.equal(
      all.map((value) => value[5]),
      [1, 2, 3],
    );
  assert.is(traffic.rounds, 2);
});

test('opening something else than was committed to aborts, for every byte of the message', async () => {
  for (let byte = 0; byte < 48; byte++) {
    const parties = await plainParties(2);
    const { outcomes } = await lockstep(
      parties.map((p) => commitAndOpen(p, new Uint8Array(16))),
      flip(1, 0, byte),
    );
    assert.equal(codes(outcomes), ['ok', 'COMMITMENT_BROKEN']);
  }
});

test('a digest changed on the way aborts at its receiver', async () => {
  const parties = await plainParties(2);
  const { outcomes } = await lockstep(
    parties.map((p) => commitAndOpen(p, new Uint8Array(8))),
    flip(0, 1),
  );
  assert.equal(codes(outcomes), ['COMMITMENT_BROKEN', 'ok']);
});

test("a copied commitment with a copied opening does not pass as the copier's own", async () => {
  // Party 1 is corrupt: it reflects party 0's digest and opening. Without the party in the digest this would cancel a coin.
  const parties = await plainParties(2);
  const said: Uint8Array[] = [];
  const mirror: Adversary = ({ from, round }, message) => {
    if (from === 0) said[round] = message.slice();
    return from === 1 ? (said[round] ?? message) : message;
  };
  // Deliveries to party 1 are computed before those to party 0 only if asked first, so record party 0 honestly beforehand.
  const rehearsal = await plainParties(2);
  await lockstep(
    rehearsal.map((p) => tossCoin(p)),
    ({ from, round }, message) => {
      if (from === 0) said[round] = message.slice();
      return message;
    },
  );
  const { outcomes } = await lockstep(
    parties.map((p) => tossCoin(p)),
    mirror,
  );
  assert.is(codes(outcomes)[0], 'COMMITMENT_BROKEN');
});

test('a coin is the same at all parties, new each time, and costs two rounds', async () => {
  const parties = await plainParties(3);
  const first = await lockstep(parties.map((p) => tossCoin(p)));
  const second = await lockstep(parties.map((p) => tossCoin(p)));
  const [a, b, c] = values(first.outcomes);
  assert.equal(a, b);
  assert.equal(b, c);
  assert.not.equal(a, values(second.outcomes)[0]);
  assert.is(first.traffic.rounds, 2);
});

test('prepared coins open in one round each and never twice', async () => {
  const parties = await plainParties(2);
  const coins = parties.map(() => new Coins());
  await lockstep(parties.map((p, i) => coins[i]!.prepare(p, 2)));
  const seeds: Uint8Array[] = [];
  for (const rounds of [1, 1, 2]) {
    const { outcomes, traffic } = await lockstep(parties.map((p, i) => coins[i]!.open(p)));
    const [a, b] = values(outcomes);
    assert.equal(a!.seed, b!.seed);
    assert.is(traffic.rounds, rounds, 'the third coin was not prepared');
    seeds.push(a!.seed);
  }
  assert.is(new Set(seeds.map((seed) => Buffer.from(seed).toString('hex'))).size, 3);
});

test('a party that was told something else has another transcript', async () => {
  const parties = await plainParties(3);
  const { outcomes } = await lockstep(
    parties.map((p) => commitAndOpen(p, new Uint8Array(8).fill(p.id))),
    // Party 0 equivocates on its digest: party 1 hears another one than party 2, so party 1 aborts at the opening ...
    ({ from, to, round }, message) =>
      from === 0 && to === 1 && round === 0 ? new Uint8Array(message.length) : message,
  );
  assert.equal(codes(outcomes)[1], 'COMMITMENT_BROKEN');
  assert.not.equal(parties[1]!.transcript.digest(), parties[2]!.transcript.digest());
  assert.equal(parties[0]!.transcript.digest(), parties[2]!.transcript.digest());
});

test.run();

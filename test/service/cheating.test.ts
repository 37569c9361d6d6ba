// How much cheating a party endures: proofs that do not hold are counted, per client and over all, because each of them lets somebody
// rule out a few values of the party's key.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limited, withBound } from './bound.js';
import { ByHand } from './by-hand.js';
import { codes, Hand } from './hand.js';
import { People, range } from './ratings.js';
import { shifted } from './words.js';

const test = suite('service: cheating');

const people = new People(12, 12);

test('a client whose proofs are rejected too often is shut out, and nobody else', async () => {
  await withBound(people, { compose: { failureLimits: { proofsPerClient: 2 } } }, async (deployment, hand) => {
    const spare = await ByHand.query(hand, people, 10).before('run');
    for (let k = 0; k < 2; k++) {
      const cheat = await ByHand.upload(hand, people, 10, 11).before('challenge');
      cheat.input = shifted(cheat.input, 0);
      await cheat.challenge();
      assert.equal(codes(await cheat.confirm()), ['RANGE_PROOF_REJECTED', 'RANGE_PROOF_REJECTED']);
    }
    assert.ok(limited(await ByHand.query(hand, people, 10).reserve()));
    assert.ok(limited(await spare.run()), 'with what it had reserved before, too');
    const other = await Hand.of(deployment, hand.transport);
    const job = await ByHand.query(other, people, 10).before('run');
    assert.equal(job.output(await job.run()), people.expected(10, range(0, 10)));
  });
});

test('a false proof counts at the party that rejects it although the client tells another party something else', async () => {
  await withBound(people, { compose: { failureLimits: { proofsPerClient: 1 } } }, async (_, hand) => {
    const cheat = await ByHand.upload(hand, people, 10, 11).before('confirm');
    const bodies = [
      shifted(cheat.confirmBody(0), 0, 1n, 96),
      cheat.confirmBody(1).map((byte, k) => (k === 0 ? byte ^ 1 : byte)),
    ];
    const [first] = await hand.everywhere(`${cheat.path}/confirm`, (party) => bodies[party]!);
    assert.not.ok(first!.code === 'ok');
    const again = await ByHand.query(hand, people, 10).reserve();
    assert.is(again[0]!.code, 'LIMIT_EXCEEDED', 'party 0 had to verify, and saw that it was false');
    assert.is(again[1]!.code, 'CLOSED', 'party 1 saw no proof: it has nothing against this client');
  });
});

test('after too many failures in all a party computes no more and says what to do', async () => {
  await withBound(people, { compose: { failureLimits: { proofs: 1 } } }, async (deployment, hand) => {
    const cheat = await ByHand.upload(hand, people, 10, 11).before('challenge');
    cheat.input = shifted(cheat.input, 0);
    await cheat.challenge();
    await cheat.confirm();
    const [reply] = await ByHand.query(await Hand.of(deployment, hand.transport), people, 10).reserve();
    assert.is(reply!.code, 'LIMIT_EXCEEDED');
    assert.match(reply!.message, 'start all parties anew');
  });
});

test.run();

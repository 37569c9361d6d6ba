import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SecurityAbort, TesseraError } from '../../src/errors.js';
import { confirmationDigest, inputDigest, seedDigest, sumDigest } from '../../src/io/digests.js';
import {
  agree,
  agreeReservation,
  challengeMasks,
  concludeInput,
  maskedInput,
  maskShares,
  requireSums,
  sliceMasks,
} from '../../src/io/input.js';
import { maskSum } from '../../src/io/mask-sum.js';
import { combineMasks } from '../../src/io/messages.js';
import type { Statement } from '../../src/io/statement.js';
import { Witness } from '../../src/io/witness.js';
import { mod } from '../../src/math/field.js';
import { Vector } from '../../src/math/vector.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open } from '../../src/sharing/open.js';
import { type Adversary, honest, lockstep, type Outcome, values } from '../support/lockstep.js';
import { codeOf, engines, kernel, maskedInputs, type Setting, setting } from './support.js';

const test = suite('io/input');

const statement: Statement = {
  blocks: [
    { name: 'a', width: 3 },
    { name: 'b', width: 2 },
  ],
  constraints: [{ kind: 'member', block: 'a', values: [0, 1, 2] }],
};
const VALUES = { a: [0, 1, 2, 2, 1, 0], b: [7, -7, 1000, 0] };
const SEED = new Uint8Array(32).fill(5);
const digest = (n: number) => new Uint8Array(32).fill(n);
const codes = (outcomes: readonly Outcome<unknown>[]) =>
  outcomes.map((o) => ('error' in o && o.error instanceof TesseraError ? o.error.code : undefined));

/** The mask check at all parties, each with the seed and H(e) that the client told it. */
function challenge(
  s: Setting,
  seeds: readonly Uint8Array[] = s.parties.map(() => SEED),
  inputs: readonly Uint8Array[] = s.parties.map(() => digest(2)),
  adversary: Adversary = honest,
) {
  const protocols = s.parties.map((p, i) => challengeMasks(p, s.masks[i]!, seeds[i]!, inputs[i]!));
  return lockstep(protocols, adversary);
}

test('the sum that the parties open is the one that the client computes', async () => {
  for (const parties of [2, 3]) {
    const s = setting({ statement, rows: 2, parties, outputs: 3 });
    const { outcomes, traffic } = await challenge(s);
    const answers = values(outcomes).map((u) => u.toBytes());
    requireSums(maskSum(s.arena, SEED, s.client.values), answers);
    assert.is(traffic.rounds, 6);
    s.parties.forEach((p) => {
      assert.is(p.openings.total, 1);
      p.openings.requireClean('the test');
    });
  }
});

test('parties that were told different seeds or inputs stop before they open anything', async () => {
  for (const parties of [2, 3]) {
    for (const [seeds, inputs] of [
      [
        [1, 7],
        [2, 2],
      ],
      [
        [1, 1],
        [2, 7],
      ],
    ] as const) {
      const s = setting({ statement, rows: 2, parties });
      const told = ([most, last]: readonly [number, number]) =>
        s.parties.map((_, i) => digest(i === parties - 1 ? last : most));
      const { outcomes } = await challenge(s, told(seeds), told(inputs));
      assert.equal(
        codes(outcomes),
        s.parties.map(() => 'CHALLENGE_MISMATCH'),
      );
      for (const p of s.parties) assert.is(p.openings.total, 0);
    }
  }
});

test('a party that shifts its share of the sum is caught by the MAC check before anybody answers', async () => {
  for (const parties of [2, 3]) {
    const s = setting({ statement, rows: 2, parties });
    const shift: Adversary = ({ from, round }, message) => (from === 1 && round === 1 ? plusOne(message) : message);
    const { outcomes } = await challenge(s, undefined, undefined, shift);
    // Three parties show each other first what they were told, and stop there.
    assert.equal(codes(outcomes), Array(parties).fill(parties === 2 ? 'MAC_CHECK_FAILED' : 'ECHO_MISMATCH'));
  }
});

test('a wrong mask share is caught by the client, wherever it is', async () => {
  const s = setting({ statement, rows: 2, outputs: 2 });
  const answers = values((await challenge(s)).outcomes).map((u) => u.toBytes());
  for (let position = 0; position < s.layout.total; position++) {
    const lie = s.bodies[1]!.slice();
    lie.set(plusOne(lie.subarray(8 * position, 8 * position + 8)), 8 * position);
    const masks = combineMasks(s.arena, [s.bodies[0]!, lie], s.layout.total);
    assert.is(
      codeOf(() => requireSums(maskSum(s.arena, SEED, masks.values), answers)),
      'MASK_CHECK_FAILED',
    );
  }
});

test('a wrong sum, different sums and no sums are refused by the client', () => {
  const arena = kernel.newArena();
  const own = Vector.fromInts(arena, [77]);
  const [right, wrong] = [own.toBytes(), own.plus(1n).toBytes()];
  requireSums(own, [right, right]);
  for (const answers of [[wrong, wrong], [right, wrong], [wrong, right], [right, right.slice(1)], []]) {
    assert.is(
      codeOf(() => requireSums(own, answers)),
      'MASK_CHECK_FAILED',
    );
  }
  arena.release();
});

test('masked inputs become shares of the inputs', async () => {
  for (const parties of [2, 3]) {
    const s = setting({ statement, rows: 2, parties });
    const e = maskedInputs(s, new Witness(statement, 2, VALUES));
    const { from, to } = s.layout.inputs;
    const opened = values(
      (
        await lockstep(
          s.parties.map(function* (p, i): Protocol<bigint[]> {
            const x = maskedInput(p, sliceMasks(s.masks[i]!, from, to), e);
            const v = yield* open(p, x);
            yield* checkOpenings(p);
            return v.toBigInts();
          }),
        )
      ).outcomes,
    );
    const expected = [...VALUES.a, ...VALUES.b].map((v) => mod(BigInt(v)));
    for (const v of opened) assert.equal(v, expected);
  }
});

test('masked inputs of the wrong length are refused', () => {
  const s = setting({ statement, rows: 2 });
  const e = Vector.zeros(s.arena, 9);
  assert.is(
    codeOf(() => maskedInput(s.parties[0]!, sliceMasks(s.masks[0]!, 1, 11), e)),
    'LENGTH_MISMATCH',
  );
  assert.is(maskShares(sliceMasks(s.masks[0]!, 1, 4)).length, 3);
});

test('parties agree on equal digests and say which party differs', async () => {
  for (const parties of [2, 3]) {
    const equal = engines(parties).map((p) => agree(p, digest(1), 'INPUT_MISMATCH'));
    assert.equal(codes((await lockstep(equal)).outcomes), Array(parties).fill(undefined));
    const different = engines(parties).map((p) => agree(p, digest(p.id === 1 ? 2 : 1), 'INPUT_MISMATCH'));
    const { outcomes } = await lockstep(different);
    assert.equal(codes(outcomes), Array(parties).fill('INPUT_MISMATCH'));
    const first = outcomes[0] as { error: SecurityAbort };
    assert.is(first.error.party, 1);
  }
});

test('a reservation is agreed upon by client, id and terms', async () => {
  const terms = [digest(1), new Uint8Array(65).fill(4), Uint8Array.of(1, 2, 3)] as const;
  const run = (last: readonly [Uint8Array, Uint8Array, Uint8Array]) =>
    lockstep(engines(2).map((p) => agreeReservation(p, ...(p.id === 1 ? last : terms))));
  assert.equal(codes((await run(terms)).outcomes), [undefined, undefined]);
  for (let k = 0; k < 3; k++) {
    const changed = terms.map((part, i) => (i === k ? plusOne(part) : part)) as [Uint8Array, Uint8Array, Uint8Array];
    assert.equal(codes((await run(changed)).outcomes), ['SESSION_MISMATCH', 'SESSION_MISMATCH']);
  }
});

test('an input is concluded when all confirmations are equal and all proofs accepted', async () => {
  const run = (parties: number, say: (party: number) => readonly [Uint8Array, boolean]) =>
    lockstep(engines(parties).map((p) => concludeInput(p, ...say(p.id))));
  for (const parties of [2, 3]) {
    const all = (code: string | undefined) => Array(parties).fill(code);
    assert.equal(codes((await run(parties, () => [digest(1), true])).outcomes), all(undefined));
    assert.equal(
      codes((await run(parties, (i) => [digest(i === 0 ? 2 : 1), true])).outcomes),
      all('CONFIRMATION_MISMATCH'),
    );
    assert.equal(codes((await run(parties, (i) => [digest(1), i !== 1])).outcomes), all('RANGE_PROOF_REJECTED'));
  }
});

test('the verdict is a byte of 1: anything else a peer sends is a rejection', async () => {
  for (const flag of [0, 2, 255]) {
    const change: Adversary = ({ from }, message) =>
      from === 1 ? message.map((b, k) => (k === 32 ? flag : b)) : message;
    const { outcomes } = await lockstep(
      engines(2).map((p) => concludeInput(p, digest(1), true)),
      change,
    );
    assert.is(codes(outcomes)[0], 'RANGE_PROOF_REJECTED');
  }
});

test('confirmations differ when anything in them differs', () => {
  const parts = [digest(1), new Uint8Array(65), digest(2), digest(3), digest(4)] as const;
  const make = ([id, client, seed, sum, input]: readonly Uint8Array[]) =>
    String(confirmationDigest(kernel, id!, client!, { seed: seed!, sum: sum!, input: input! }));
  const all = parts.map((_, k) => make(parts.map((part, i) => (i === k ? plusOne(part) : part))));
  assert.is(new Set([...all, make(parts)]).size, 6);
});

test('equal bytes have different digests as seed, sum and input', () => {
  const bytes = new Uint8Array(8);
  const digests = [
    seedDigest(kernel, bytes),
    sumDigest(kernel, bytes),
    inputDigest(kernel, bytes),
    inputDigest(kernel),
  ];
  assert.is(new Set(digests.map(String)).size, 4);
});

/** The bytes with their first one changed. */
function plusOne(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, k) => (k === 0 ? byte ^ 1 : byte));
}

test.run();

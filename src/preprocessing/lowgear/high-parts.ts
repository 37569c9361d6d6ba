// The high parts of comparison masks without a single shared bit: the sum of numbers that the parties choose each for
// itself. A party's number is uniform as long as that party is honest, and one honest number hides the value; all that
// is needed of the others' is that they stay in their range, so that c = d + r does not wrap. So every party
// authenticates the base-4 digits of its numbers and proves to every other one, on the tags that it holds towards it,
// that they are digits: the same polynomial proof that clients make about their inputs.
//
//     answers | check of everything authenticated | coin | proofs
//
// The check comes first: a party whose encrypted MAC key is no constant holds keys that do not fit the tags, and a
// proof would show it a function of the digits. docs/security-arguments.md, "Party-local mask parts".

import { hash } from '../../crypto/index.js';
import { SecurityAbort } from '../../errors.js';
import { Vector } from '../../math/vector.js';
import { ELEMENT_BYTES, P, SEED_BYTES } from '../../params.js';
import { tossCoin } from '../../protocol/coin-toss.js';
import type { Protocol } from '../../protocol/step.js';
import { readShares } from '../../sharing/open.js';
import { acceptsPolynomial, maskedPolynomial, powersOf } from '../../sharing/range-proof/masked.js';
import type { Statement } from '../../sharing/range-proof/statement.js';
import { Witness } from '../../sharing/range-proof/witness.js';
import { Shares } from '../../sharing/shares.js';
import { authenticatePairwise, checkAuthenticated, type PairwiseTags, sharesOfPairwise } from './authenticate.js';
import { exchangeParts, type LowGearSession } from './session.js';

const BASE = 4;
/** Degree of the identity of a base-4 digit, and masks of a proof. */
const DEGREE = 4;
export const MASKS = DEGREE - 1;

/**
 * Bits of one party's part of a mask r = low + 2^(k-1) sum of parts: as many as keep 2^k + r below p.
 * A k-bit value is hidden to 2^(1 - bits).
 */
export function partBits(k: number, parties: number): number {
  const room = (P - (1n << BigInt(k)) - (1n << BigInt(k - 1))) / (BigInt(parties) << BigInt(k - 1));
  return room.toString(2).length - 1;
}

/** What is proven: all digits but the highest are below 4; an odd number of bits leaves one bit for that one. */
function statementOf(bits: number): Statement {
  const digits = { name: 'digits', width: bits >> 1 };
  const members = (block: string, count: number) => {
    return { kind: 'member', block, values: Array.from({ length: count }, (_, v) => v) } as const;
  };
  if (bits % 2 === 0) return { blocks: [digits], constraints: [members('digits', BASE)] };
  return {
    blocks: [digits, { name: 'top', width: 1 }],
    constraints: [members('digits', BASE), members('top', 2)],
  };
}

/**
 * n high parts for comparisons of k bits.
 * @cost rounds 12, openings 1, zeroTests 1; 21 bytes to each peer for every two bits of a part
 * @throws SecurityAbort MAC_CHECK_FAILED and its like, RANGE_PROOF_REJECTED naming the party
 */
export function* highParts(p: LowGearSession, k: number, n: number): Protocol<Shares> {
  const bits = partBits(k, p.parties);
  const own = drawDigits(p, bits, n);
  const digits = Vector.fromInts(p.arena, own);
  // Digits, MASKS for the proof to each peer, and one for the check.
  const fresh = Vector.expand(p.arena, p.random(SEED_BYTES), 0, p.peers.length * MASKS + 1);
  const tagged = yield* authenticatePairwise(p, digits.concat(fresh));
  const shares = sharesOfPairwise(p, tagged);
  const last = shares.length - 1;
  yield* checkAuthenticated(p, [shares.slice(0, last)], shares.slice(last, last + 1));
  yield* proveDigits(p, bits, n, own, tagged);
  return weighted(p, shares, bits, n);
}

/** Digit t of number m at t n + m; uniform, from fresh random bytes. */
export function drawDigits(p: LowGearSession, bits: number, n: number): Uint8Array {
  const count = Math.ceil(bits / 2) * n;
  const digits = p.kernel.expandBytes(p.random(SEED_BYTES), 0, 8 * Math.ceil(count / 8)).slice(0, count);
  const narrow = bits % 2 === 0 ? count : count - n;
  for (let i = 0; i < count; i++) digits[i] = (digits[i] as number) & (i < narrow ? BASE - 1 : 1);
  return digits;
}

/**
 * Every party proves to every other one that its values are digits, and wipes them.
 * @param own the digits, see drawDigits      @param tagged digits, MASKS for each peer, and what else was
 * authenticated; checked
 * @cost rounds 3 @throws SecurityAbort RANGE_PROOF_REJECTED naming the party
 */
export function* proveDigits(
  p: LowGearSession,
  bits: number,
  n: number,
  own: Uint8Array,
  { values, tags, keys }: PairwiseTags,
): Protocol<void> {
  const statement = statementOf(bits);
  const inputs = own.length;
  const coin = yield* tossCoin(p);
  const seed = (prover: number, verifier: number) =>
    hash(p.kernel, 'tessera/lowgear/digits', p.session, coin, new Uint8Array([prover, verifier]));
  const wide = (bits >> 1) * n;
  const witness = new Witness(statement, n, { digits: own.subarray(0, wide), top: own.subarray(wide) });
  const masksFor = (all: Vector, prover: number, verifier: number) => {
    const rank = verifier < prover ? verifier : verifier - 1;
    return all.slice(inputs + rank * MASKS, inputs + (rank + 1) * MASKS);
  };
  const proofs = p.peers.map((verifier, j) => {
    const all = tags[j] as Vector;
    const masks = { values: masksFor(values, p.id, verifier), tags: masksFor(all, p.id, verifier) };
    return maskedPolynomial(p.arena, witness, all.slice(0, inputs), masks, seed(p.id, verifier)).toBytes();
  });
  own.fill(0);
  const received = yield* exchangeParts(
    p,
    proofs.map((proof) => [proof]),
    p.peers.map(() => DEGREE * ELEMENT_BYTES),
  );
  const powers = powersOf(p.arena, p.macKey, DEGREE);
  const e = Vector.zeros(p.arena, inputs);
  p.peers.forEach((prover, j) => {
    const all = keys[j] as Vector;
    const verifier = { statement, rows: n, key: all.slice(0, inputs), e, powers };
    const proof = readShares(p, received[j] as Uint8Array, prover);
    if (!acceptsPolynomial(p.arena, verifier, masksFor(all, prover, p.id), seed(prover, p.id), proof)) {
      throw new SecurityAbort('RANGE_PROOF_REJECTED', `party ${prover} did not prove the range of its masks`, prover);
    }
  });
}

/** sum_t 4^t digit_t */
function weighted(p: LowGearSession, digits: Shares, bits: number, n: number): Shares {
  const whole = Shares.zeros(p.arena, n);
  for (let t = 0; 2 * t < bits; t++) {
    const weight = 1n << BigInt(2 * t);
    const part = digits.slice(t * n, (t + 1) * n);
    p.kernel.axpyInto(weight, part.value.span, whole.value.span);
    p.kernel.axpyInto(weight, part.mac.span, whole.mac.span);
  }
  return whole;
}

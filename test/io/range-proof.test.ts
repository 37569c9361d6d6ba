import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeValues } from '../../src/io/complete.js';
import { degree, proofLength } from '../../src/io/layout.js';
import type { Statement } from '../../src/io/statement.js';
import { type BlockValues, Witness } from '../../src/io/witness.js';
import { inverse, mod } from '../../src/math/field.js';
import { Vector } from '../../src/math/vector.js';
import { P } from '../../src/params.js';
import { combinationSeeds, type ProofContext } from '../../src/sharing/range-proof/combination.js';
import { maskPolynomial, referencePolynomial } from './reference-prover.js';
import {
  codeOf,
  contextFor,
  inputMasksOf,
  kernel,
  maskedInputs,
  proofOf,
  proveToAll,
  type Setting,
  setting,
  tagsFor,
  verifyAt,
} from './support.js';

const test = suite('io/range-proof');

const RATINGS = [0, 1, 2, 3, 4, 5];
const DIGITS = [0, 1, 2, 3];

/** Everything at once: degrees 1, 2, 4 and 6, and blocks in an order of their own. */
const FULL: Statement = {
  blocks: [
    { name: 'sparse', width: 5 },
    { name: 'dense', width: 3 },
    { name: 'entryDigits', width: 15 },
    { name: 'slack', width: 10 },
    { name: 'choice', width: 4 },
  ],
  constraints: [
    { kind: 'member', block: 'sparse', values: RATINGS },
    { kind: 'member', block: 'entryDigits', values: DIGITS },
    { kind: 'member', block: 'slack', values: DIGITS },
    { kind: 'member', block: 'choice', values: [0, 1] },
    { kind: 'digits', block: 'dense', digits: 'entryDigits', base: 4, count: 5 },
    { kind: 'normBound', block: 'dense', slack: 'slack', base: 4, count: 10, bound: 490_000 },
    { kind: 'rowSum', block: 'choice', equals: 1 },
  ],
};

const FULL_ROW = { sparse: [0, 5, 3, 1, 2], dense: [400, 0, 574], choice: [0, 0, 1, 0] };

const ONLY = {
  member: {
    blocks: [{ name: 'x', width: 4 }],
    constraints: [{ kind: 'member', block: 'x', values: [-1, 7, 0] }],
  },
  rowSum: { blocks: [{ name: 'x', width: 4 }], constraints: [{ kind: 'rowSum', block: 'x', equals: -3 }] },
  nothing: { blocks: [{ name: 'x', width: 4 }], constraints: [] },
} as const satisfies Record<string, Statement>;

function repeatRows(statement: Statement, rows: number, row: Record<string, readonly number[]>): BlockValues {
  const values: Record<string, number[]> = {};
  for (const [name, elements] of Object.entries(row)) {
    values[name] = Array.from({ length: rows }, () => elements).flat();
  }
  return completeValues(statement, rows, values);
}

test('every honest vector is accepted by every verifier, with two and three parties, in both modes', () => {
  for (const parties of [2, 3]) {
    for (const mode of ['interactive', 'fiatShamir'] as const) {
      for (const rows of [1, 7]) {
        proveToAll(setting({ statement: FULL, rows, parties, mode }), repeatRows(FULL, rows, FULL_ROW));
      }
      proveToAll(setting({ statement: ONLY.member, rows: 2, parties, mode }), { x: [-1, 7, 0, 0, 7, 7, -1, -1] });
      proveToAll(setting({ statement: ONLY.rowSum, rows: 2, parties, mode }), { x: [-3, 0, 0, 0, 5, -9, 0, 1] });
      proveToAll(setting({ statement: ONLY.nothing, rows: 1, parties, mode }), { x: [1, 2, 3, 4] });
    }
  }
});

test('random sets, widths, rows and members are accepted', () => {
  const shape = fc.record({
    values: fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 9 }),
    width: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 6 }),
    picks: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    parties: fc.constantFrom(2, 3, 4),
    mode: fc.constantFrom('interactive' as const, 'fiatShamir' as const),
  });
  fc.assert(
    fc.property(shape, ({ values, width, rows, picks, parties, mode }) => {
      const x = picks.slice(0, width * rows).map((pick) => values[pick % values.length]!);
      const statement: Statement = {
        blocks: [{ name: 'x', width }],
        constraints: [
          { kind: 'member', block: 'x', values },
          { kind: 'member', block: 'x', values: [...values, 501] },
        ],
      };
      proveToAll(setting({ statement, rows, parties, mode }), { x });
    }),
    { numRuns: 40 },
  );
});

test('vectors longer than a chunk are accepted, whatever their last chunk holds', () => {
  const statement: Statement = {
    blocks: [{ name: 'x', width: 1 }],
    constraints: [{ kind: 'member', block: 'x', values: RATINGS }],
  };
  for (const rows of [4095, 4096, 4097, 9000]) {
    proveToAll(setting({ statement, rows }), { x: Uint8Array.from({ length: rows }, (_, i) => i % 6) });
  }
});

test('the prover sends what the textbook polynomial says', () => {
  for (const [statement, rows, values] of [
    [FULL, 3, repeatRows(FULL, 3, FULL_ROW)],
    [ONLY.rowSum, 2, { x: [-3, 0, 0, 0, 5, -9, 0, 1] }],
  ] as const) {
    const s = setting({ statement, rows });
    const witness = new Witness(statement, rows, values);
    const e = maskedInputs(s, witness);
    const x = e.add(inputMasksOf(s)).toBigInts();
    const context = contextFor(s, e, 0);
    const proof = proofOf(s, witness, context).toBigInts();
    const { expected, top } = textbookProof(s, x, context);
    assert.equal(proof, expected);
    assert.is(top, 0n);
  }
});

/** The proof of the textbook prover for inputs x, true or false, and the coefficient that it leaves out. */
function textbookProof(s: Setting, x: readonly bigint[], context: ProofContext): { expected: bigint[]; top: bigint } {
  const D = degree(s.statement);
  const { inputs, masks } = tagsFor(s, context.verifier);
  const [values, tags] = [masks.values.toBigInts(), masks.tags.toBigInts()];
  let top = 0n;
  const expected = combinationSeeds(kernel, context).flatMap((seed, c) => {
    const f = referencePolynomial(s.statement, s.rows, x, inputs.toBigInts(), seed);
    top = f[D]!;
    const own = [c * (D - 1), (c + 1) * (D - 1)] as const;
    return maskPolynomial(f, values.slice(...own), tags.slice(...own));
  });
  return { expected, top };
}

/** Each breaks one constraint of an honest row of FULL; the others still hold where they can. */
const LIES: Record<string, (x: Map<string, bigint[]>) => void> = {
  'a rating of 1/2 mod p': (x) => put(x, 'sparse', 1, inverse(2n)),
  'a rating of 6': (x) => put(x, 'sparse', 4, 6n),
  'a rating of -1': (x) => put(x, 'sparse', 0, -1n),
  'a digit 4, with the entry it stands for': (x) => {
    put(x, 'entryDigits', 0, 4n);
    put(
      x,
      'dense',
      0,
      x
        .get('entryDigits')!
        .slice(0, 5)
        .reduceRight((sum, d) => sum * 4n + d, 0n),
    );
  },
  'a negative entry with digits that add up mod p': (x) => {
    put(x, 'dense', 1, -1n);
    put(x, 'entryDigits', 5, -1n);
  },
  'a wrong digit decomposition': (x) => put(x, 'dense', 1, 1n),
  'a vector that is too long, with slack p - something': (x) => {
    put(x, 'dense', 1, 700n);
    put(x, 'entryDigits', 5, 0n, 3n, 3n, 2n, 2n); // 700
  },
  'a slack digit that makes up for a long vector': (x) => {
    put(x, 'dense', 1, 700n);
    put(x, 'entryDigits', 5, 0n, 3n, 3n, 2n, 2n);
    put(x, 'slack', 0, x.get('slack')![0]! - 490_000n);
  },
  'a row that sums to 2': (x) => put(x, 'choice', 0, 1n),
  'a row that sums to 1 with an entry of 2 and one of -1': (x) => put(x, 'choice', 0, 2n, -1n, 0n, 0n),
};

function put(x: Map<string, bigint[]>, block: string, at: number, ...values: bigint[]): void {
  values.forEach((value, k) => {
    x.get(block)![at + k] = mod(value);
  });
}

for (const [lie, tell] of Object.entries(LIES)) {
  test(`a proof for ${lie} is rejected, however it is made`, () => {
    for (const mode of ['interactive', 'fiatShamir'] as const) {
      const s = setting({ statement: FULL, rows: 1, mode });
      const honest = repeatRows(FULL, 1, FULL_ROW);
      const x = new Map(FULL.blocks.map(({ name }) => [name, Array.from(honest[name]!, (v) => mod(BigInt(v)))]));
      tell(x);
      const bad = [...x.values()].flat();
      const e = Vector.fromBigInts(s.arena, bad).sub(inputMasksOf(s));
      for (const verifier of [0, 1]) {
        const context = contextFor(s, e, verifier);
        const { expected, top } = textbookProof(s, bad, context);
        assert.is.not(top, 0n);
        assert.is(rejection(s, context, e, expected), 'RANGE_PROOF_REJECTED');
        // The proof of a prover who pretends that the honest values are in e.
        const witness = new Witness(FULL, 1, honest);
        assert.is(rejection(s, context, e, proofOf(s, witness, context).toBigInts()), 'RANGE_PROOF_REJECTED');
      }
    }
  });
}

function rejection(s: Setting, context: ProofContext, e: Vector, proof: readonly bigint[]): string | undefined {
  return codeOf(() => verifyAt(s, context, e, Vector.fromBigInts(s.arena, proof)));
}

/** An honest proof for verifier 0 with everything that goes into it. */
function honestProof(mode: 'interactive' | 'fiatShamir', parties = 2) {
  const s = setting({ statement: FULL, rows: 2, mode, parties });
  const witness = new Witness(FULL, 2, repeatRows(FULL, 2, FULL_ROW));
  const e = maskedInputs(s, witness);
  const context = contextFor(s, e, 0);
  return { s, witness, e, context, proof: proofOf(s, witness, context).toBigInts() };
}

test('no coefficient of a proof can be changed', () => {
  for (const mode of ['interactive', 'fiatShamir'] as const) {
    const { s, e, context, proof } = honestProof(mode);
    assert.is(rejection(s, context, e, proof), undefined);
    assert.is(proof.length, proofLength(FULL, mode));
    proof.forEach((_, k) => {
      for (const change of [1n, P - 1n, 12345678901234567n]) {
        const tampered = proof.with(k, mod(proof[k]! + change));
        assert.is(rejection(s, context, e, tampered), 'RANGE_PROOF_REJECTED');
      }
    });
    assert.is(
      rejection(
        s,
        context,
        e,
        proof.map(() => 0n),
      ),
      'RANGE_PROOF_REJECTED',
    );
    assert.is(rejection(s, context, e, proof.slice(1)), 'LENGTH_MISMATCH');
  }
});

test('a proof is for one verifier, challenge, reservation, client, statement and input', () => {
  for (const mode of ['interactive', 'fiatShamir'] as const) {
    for (const parties of [2, 3]) {
      const { s, e, context, proof } = honestProof(mode, parties);
      const other = new Uint8Array(32).fill(77);
      const changes: Partial<ProofContext>[] = [
        { verifier: 1 },
        { reservation: other },
        { client: new Uint8Array(65).fill(5) },
        { inputDigest: other },
        { challenge: mode === 'interactive' ? other : null, ...(mode === 'interactive' ? {} : { reservation: other }) },
        { statement: { ...FULL, constraints: [...FULL.constraints].reverse() } },
      ];
      assert.is(rejection(s, context, e, proof), undefined);
      for (const change of changes) {
        assert.is(rejection(s, { ...context, ...change }, e, proof), 'RANGE_PROOF_REJECTED');
      }
      const vector = Vector.fromBigInts(s.arena, proof);
      assert.is(
        codeOf(() => verifyAt(s, context, e, vector, 1)),
        'RANGE_PROOF_REJECTED',
      );
      const shifted = e.toBigInts();
      shifted[3] = mod(shifted[3]! + 1n);
      assert.is(rejection(s, context, Vector.fromBigInts(s.arena, shifted), proof), 'RANGE_PROOF_REJECTED');
    }
  }
});

test('a lie in any one value of many is found', () => {
  const statement: Statement = {
    blocks: [{ name: 'x', width: 100 }],
    constraints: [{ kind: 'member', block: 'x', values: RATINGS }],
  };
  const rows = 90; // three chunks
  const s = setting({ statement, rows });
  const witness = new Witness(statement, rows, { x: Uint8Array.from({ length: 9000 }, (_, i) => i % 6) });
  const e = maskedInputs(s, witness);
  for (const position of [0, 4095, 4096, 8191, 8192, 8999]) {
    const shifted = Vector.fromBytes(s.arena, e.toBytes());
    const one = shifted.slice(position, position + 1);
    kernel.addConstantInto(6n, one.span, one.span);
    const context = contextFor(s, shifted, 1);
    assert.is(
      codeOf(() => verifyAt(s, context, shifted, proofOf(s, witness, context))),
      'RANGE_PROOF_REJECTED',
    );
  }
});

test('Fiat-Shamir takes three combinations with different coefficients and masks, and each must hold', () => {
  const { s, e, context, proof } = honestProof('fiatShamir');
  const seeds = combinationSeeds(kernel, context).map(String);
  assert.is(new Set(seeds).size, 3);
  const D = degree(FULL);
  const parts = [0, 1, 2].map((c) => proof.slice(c * D, (c + 1) * D));
  assert.is(new Set(parts.map(String)).size, 3);
  for (let c = 0; c < 3; c++) {
    const swapped = parts.with(c, parts[(c + 1) % 3]!).flat();
    assert.is(rejection(s, context, e, swapped), 'RANGE_PROOF_REJECTED');
  }
  assert.is(combinationSeeds(kernel, { ...context, challenge: new Uint8Array(32) }).length, 1);
});

test('the coefficients depend on everything that a proof is bound to', () => {
  const { context } = honestProof('fiatShamir');
  const other = new Uint8Array(32).fill(1);
  const contexts: ProofContext[] = [
    context,
    { ...context, reservation: other },
    { ...context, client: new Uint8Array(65) },
    { ...context, verifier: 1 },
    { ...context, parties: 3 },
    { ...context, rows: 3 },
    { ...context, statement: ONLY.member },
    { ...context, inputDigest: other },
    { ...context, challenge: other },
    { ...context, challenge: new Uint8Array(32) },
  ];
  const seeds = contexts.flatMap((c) => combinationSeeds(kernel, c).map(String));
  assert.is(new Set(seeds).size, 3 * 8 + 2);
});

test('masks and tags of the wrong number are refused before anything is computed', () => {
  const { s, witness, e, context, proof } = honestProof('interactive');
  const longer = { ...context, rows: 3 };
  assert.is(
    codeOf(() => proofOf(s, witness, longer)),
    'LENGTH_MISMATCH',
  );
  assert.is(rejection(s, longer, e, proof), 'LENGTH_MISMATCH');
  assert.is(rejection(s, { ...context, parties: 3 }, e, proof), 'LENGTH_MISMATCH');
});

test.run();

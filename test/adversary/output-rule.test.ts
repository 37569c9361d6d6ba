// Output only after checks: whatever was opened before is checked before a share of an output leaves, in the same branch or another, and a
// session with something unchecked cannot be closed.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/online/engine.js';
import { pause } from '../../src/protocol/exchange.js';
import { parallel } from '../../src/protocol/parallel.js';
import type { Protocol } from '../../src/protocol/step.js';
import { open } from '../../src/sharing/open.js';
import { outputMasked } from '../../src/sharing/output.js';
import type { Shares } from '../../src/sharing/shares.js';
import { Deployment, leftovers, share } from '../support/engines.js';
import { honest, lockstep, values } from '../support/lockstep.js';
import { broken } from './breaking.js';
import { codeOf, codesOf } from './codes.js';

const test = suite('output rule');

/** Lengths by which messages are recognised: what is opened on the way, and the output. */
const OPENED = [1n, 2n, 3n];
const RESULT = [5n, 6n, 7n, 8n, 9n, 10n, 11n];
const MASKS = [100n, 200n, 300n, 400n, 500n, 600n, 700n];
const MASKED = RESULT.map((y, k) => y + MASKS[k]!);
const OUTPUT_BYTES = 8 * RESULT.length;

async function session(parties: number) {
  const deployment = await Deployment.create(parties);
  const engines = await deployment.session([{ kind: 'zeroTest', n: 3 }]);
  const [x, y, r] = [OPENED, RESULT, MASKS].map((secrets, k) => share(deployment, engines, secrets, k + 1));
  return { engines, x: x!, y: y!, r: r! };
}

function* inTurn(p: Engine, x: Shares, y: Shares, r: Shares): Protocol<bigint[]> {
  yield* open(p, x);
  return (yield* outputMasked(p, y, r)).toBigInts();
}

/** The opening happens in one branch, the output in another that does not look at it. */
function* beside(p: Engine, x: Shares, y: Shares, r: Shares): Protocol<bigint[]> {
  const [, output] = yield* parallel([open(p, x), waitAndOutput(p, y, r)]);
  return output.toBigInts();
}

function* waitAndOutput(p: Engine, y: Shares, r: Shares) {
  yield* pause(p);
  return yield* outputMasked(p, y, r);
}

for (const parties of [2, 3]) {
  for (const [name, protocol] of [
    ['in the same branch', inTurn],
    ['in a branch beside it', beside],
  ] as const) {
    test(`${parties} parties: after a shifted opening ${name} no share of an output leaves`, async () => {
      for (const adversary of [honest, null]) {
        const { engines, x, y, r } = await session(parties);
        const to = engines.map((p) => p.id).slice(1);
        const target = { from: 0, to, round: 0, way: 'add one', number: 1 } as const;
        const { outcomes, traffic } = await lockstep(
          engines.map((p, i) => protocol(p, x[i]!, y[i]!, r[i]!)),
          adversary ?? ((edge, message) => broken(target, edge, message)),
        );
        const outputs = traffic.messages.filter(({ length }) => length === OUTPUT_BYTES).length;
        if (adversary === honest) {
          for (const output of values(outcomes)) assert.equal(output, MASKED, 'the honest twin');
          assert.is(outputs, parties * (parties - 1));
          for (const p of engines) {
            assert.equal(leftovers(p), { zeroTest: 1 });
            p.close();
          }
        } else {
          for (const code of codesOf(outcomes)) assert.is.not(code, 'ok');
          assert.is(outputs, 0);
        }
      }
    });
  }

  test(`${parties} parties: a shifted share of an output is not delivered to anybody`, async () => {
    const { engines, x, y, r } = await session(parties);
    let round = -1;
    const { outcomes } = await lockstep(
      engines.map((p, i) => inTurn(p, x[i]!, y[i]!, r[i]!)),
      (edge, message) => {
        if (message.length === OUTPUT_BYTES) round = edge.round;
        const target = { from: 0, to: [1, 2], round, way: 'add one', number: 2 } as const;
        return message.length === OUTPUT_BYTES ? broken(target, edge, message) : message;
      },
    );
    for (const code of codesOf(outcomes).slice(1)) assert.is.not(code, 'ok');
  });

  test(`${parties} parties: two outputs side by side share the check before them, and are both right`, async () => {
    const { engines, x, y, r } = await session(parties);
    const { outcomes } = await lockstep(
      engines.map((p, i) =>
        (function* (): Protocol<bigint[][]> {
          yield* open(p, x[i]!);
          const own = [y[i]!, r[i]!] as const;
          const outputs = yield* parallel([outputMasked(p, ...own), outputMasked(p, y[i]!.neg(), r[i]!)]);
          return outputs.map((output) => output.toBigInts());
        })(),
      ),
    );
    for (const [first, second] of values(outcomes)) {
      assert.equal(first, MASKED);
      assert.equal(
        second,
        MASKS.map((mask, k) => mask - RESULT[k]!),
      );
    }
    for (const p of engines) assert.equal(leftovers(p), {}, 'one test before, one after each');
  });
}

test('a session with something unchecked cannot be closed, bound or released, and says so', async () => {
  const { engines, x } = await session(2);
  values((await lockstep(engines.map((p, i) => open(p, x[i]!)))).outcomes);
  for (const p of engines) {
    assert.is(
      codeOf(() => p.close()),
      'UNCHECKED_OPENINGS',
    );
    assert.is(
      codeOf(() => p.openings.requireClean('releasing masks')),
      'UNCHECKED_OPENINGS',
    );
  }
});

test('without a zero test no share of an output leaves', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([]);
  const [x, y] = [share(deployment, engines, OPENED, 1), share(deployment, engines, RESULT, 2)];
  const { outcomes, traffic } = await lockstep(engines.map((p, i) => inTurn(p, x[i]!, y[i]!, y[i]!)));
  assert.equal(codesOf(outcomes), ['TUPLES_EXHAUSTED', 'TUPLES_EXHAUSTED']);
  assert.not.ok(traffic.messages.some(({ length }) => length === OUTPUT_BYTES));
});

test.run();

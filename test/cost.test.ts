// Holds every protocol to the @cost in its docstring: rounds, waits, openings and tuples, exactly, at two sizes at least.
// A new @cost needs a case in test/cost/cases-*.ts, and a case a @cost.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CASES } from './cost/cases.js';
import { costsOfSources } from './cost/docstrings.js';
import { type Amounts, evaluate, KINDS, type Kind } from './cost/grammar.js';
import type { Counters } from './support/measure.js';

const test = suite('what protocols cost');
const costs = costsOfSources();

test('every @cost has a case in test/cost and every case a @cost', () => {
  assert.equal(
    [...costs.keys()].filter((name) => CASES[name] === undefined),
    [],
    'a @cost without a case',
  );
  assert.equal(
    Object.keys(CASES).filter((name) => !costs.has(name)),
    [],
    'a case without a @cost',
  );
});

for (const [name, { sizes, run }] of Object.entries(CASES)) {
  const clause = costs.get(name);
  if (clause === undefined) continue;
  test(name, async () => {
    assert.ok(sizes.length >= 2, 'one size proves nothing');
    for (const size of sizes) {
      const said = evaluate(clause, size);
      assert.equal(amountsOf(await run(size)), said, `counted, said; at ${JSON.stringify(size)}`);
    }
  });
}

function amountsOf({ rounds, waits, openings, tuples }: Counters): Amounts {
  const amounts: Partial<Record<Kind, number>> = {};
  const add = (kind: Kind, n: number) => {
    if (n !== 0) amounts[kind] = (amounts[kind] ?? 0) + n;
  };
  add('rounds', rounds);
  add('waits', waits);
  add('openings', openings);
  for (const [key, n] of Object.entries(tuples)) add(kindOf(key), n);
  return amounts;
}

/** `factorTriple/2` counts as factorTriples. */
function kindOf(key: string): Kind {
  const plural = `${key.split('/')[0]}s`;
  const kind = KINDS.find((known) => known === plural);
  if (kind === undefined) throw new Error(`tuples of kind ${key} are not known to @cost`);
  return kind;
}

test.run();

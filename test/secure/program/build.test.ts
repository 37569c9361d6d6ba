import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { UsageError } from '../../../src/errors.js';
import { build } from '../../../src/secure/program/build.js';
import { type BodyContext, defineProgram, type Kept } from '../../../src/secure/program/define.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { fixed, integers, uint } from '../../../src/secure/program/table.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import type { SecureInt } from '../../../src/secure/types/int.js';
import { survey } from './survey.js';

const test = suite('secure/program/build');

const owned = (rows: number) => ({ rows, owners: [{ client: 'a', from: 0, to: rows }] });

type D = { x: ReturnType<typeof uint> };
type Context = BodyContext<unknown, D, D, Kept>;
type Results = Record<string, SecureInt | SecureFixed>;

/** A program of this body whose output y has two values, z one with 4 bits of fraction. */
function program(body: (context: Context) => unknown, setup: (data: Context['data']) => Kept = () => ({})) {
  return instantiate(
    defineProgram({
      name: 'p',
      description: 'for a test',
      parameters: z.unknown(),
      maxRows: () => 10,
      dataset: () => ({ x: uint(30) }),
      query: () => ({ x: uint(30) }),
      outputs: () => ({ y: integers(2), z: fixed(1, 4) }),
      setup: ({ data }) => setup(data),
      body: (context) => body(context) as { y: SecureInt; z: SecureFixed } & Results,
    }),
  );
}

function refusal(make: () => unknown): [code: string, message: string] {
  try {
    make();
  } catch (error) {
    if (error instanceof UsageError) return [error.code, error.message];
    throw error;
  }
  return ['none', ''];
}

test('set-up and body have graphs of their own, results in declared order', () => {
  const { setup, body } = build(instantiate(survey), owned(4));
  assert.equal(Object.keys(setup?.results ?? {}), ['wages', 'sick', 'old']);
  assert.equal(Object.keys(body.results), ['counts', 'mean', 'same']);
  assert.equal(
    Object.values(body.results).map(({ length }) => length),
    [3, 1, 2],
  );
  const nothing = program(({ query }) => ({ y: query.x.repeat(2), z: new SecureFixed(query.x, 4) }));
  assert.equal(build(nothing, owned(1)).setup?.results, {});
});

test('kept values have the ranges that the set-up gave them', () => {
  const { body } = build(instantiate(survey), owned(4));
  const kept = body.graph.nodes.find(({ op }) => op.kind === 'kept' && op.name === 'wages');
  assert.equal(kept?.range, { min: 0n, max: 8n * 127n, proven: true });
});

test('the same shape gives the same graph', () => {
  const text = () =>
    JSON.stringify(build(instantiate(survey), owned(4)).body.graph.nodes, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
  assert.is(text(), text());
});

test('a query block is one node, whoever looks at it', () => {
  const { body } = build(instantiate(survey), owned(2));
  const blocks = body.graph.nodes.flatMap(({ op }) => (op.kind === 'query' ? [op.block] : []));
  assert.equal(blocks.sort(), ['kind', 'limit', 'limitBits']);
});

test('results that are not as declared are refused by name', () => {
  const z = ({ query }: Context) => new SecureFixed(query.x, 4);
  const earlier: SecureInt[] = [];
  const keeping = (c: Context) => {
    earlier.push(c.query.x.repeat(2));
    return { y: earlier[0], z: z(c) };
  };
  build(program(keeping), owned(2));
  const wrong: [body: (context: Context) => unknown, code: string, text: string][] = [
    [(c) => ({ y: c.query.x, z: z(c) }), 'LENGTH_MISMATCH', 'program p, output y: declared with 2 values, has 1'],
    [(c) => ({ z: z(c) }), 'INVALID_ARGUMENT', 'output y: the body does not return it'],
    [
      (c) => ({ y: c.query.x.repeat(2), z: z(c), more: c.query.x }),
      'INVALID_ARGUMENT',
      'more, which is no declared output',
    ],
    [
      (c) => ({ y: c.query.x.repeat(2), z: c.query.x }),
      'INVALID_ARGUMENT',
      'output z: declared with 4 bits of fraction, has 0',
    ],
    [keeping, 'INVALID_ARGUMENT', 'output y: expected a secret vector of this run'],
    [(c) => ({ y: [1, 2], z: z(c) }), 'INVALID_ARGUMENT', 'output y: expected a secret vector'],
    [(c) => ({ y: c.query.x.mul(c.query.x).mul(c.query.x), z: z(c) }), 'WIDTH_OVERFLOW', 'program p, body: mul: '],
  ];
  for (const [body, code, text] of wrong) {
    const [found, message] = refusal(() => build(program(body), owned(2)));
    assert.is(found, code);
    assert.match(message, text);
  }
});

test('a set-up that goes wrong is named as such', () => {
  const body = (c: Context) => ({ y: c.query.x.repeat(2), z: new SecureFixed(c.query.x, 4) });
  const cubed = (data: Context['data']) => ({ a: data.blocks.x.column(0).square().square() });
  assert.match(refusal(() => build(program(body, cubed), owned(2)))[1], 'program p, setup: square: ');
});

test('bits are only where they are kept', () => {
  const body = (c: Context) => ({ y: c.data.bit('x', 0, 0), z: c.query.x });
  assert.match(refusal(() => build(program(body), owned(2)))[1], 'program p, body: bit: block x keeps no bits');
});

test('rows and owners must fit each other and the program', () => {
  const ask = program((c) => ({ y: c.query.x.repeat(2), z: new SecureFixed(c.query.x, 4) }));
  assert.is(refusal(() => build(ask, owned(11)))[0], 'LIMIT_EXCEEDED');
  for (const owners of [[], [{ client: 'a', from: 1, to: 3 }], [{ client: 'a', from: 0, to: 2 }]]) {
    assert.is(refusal(() => build(ask, { rows: 3, owners }))[0], 'INVALID_ARGUMENT');
  }
});

test.run();

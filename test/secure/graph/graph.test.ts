import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { BIT, FIELD_LIMIT, multiplyRanges, signedBits, squareRange } from '../../../src/secure/graph/range.js';
import { countUses, reachable } from '../../../src/secure/graph/reach.js';

const test = suite('secure: the graph of a program');

const refuses = (code: string) => (error: unknown) => error instanceof UsageError && error.code === code;
const input = (graph: Graph, length = 1) => graph.add('x', { kind: 'query', block: 'x' }, [], length, BIT);

test('what nobody needs is not reached, and arguments come first', () => {
  const graph = new Graph();
  const x = input(graph);
  const y = graph.add('y', { kind: 'square' }, [x], 1, BIT);
  graph.add('unused', { kind: 'square' }, [y], 1, BIT);
  const z = graph.add('z', { kind: 'multiply' }, [y, y], 1, BIT);
  assert.equal(
    reachable([z]).map(({ name }) => name),
    ['x', 'y', 'z'],
  );
  const uses = countUses(reachable([z]), [z]);
  assert.equal(
    [x, y, z].map((node) => uses.get(node)),
    [1, 2, 1],
  );
});

test('values that could wrap around the field, too long ones and strangers are refused', () => {
  const graph = new Graph();
  const x = input(graph);
  const wide = { min: 0n, max: FIELD_LIMIT + 1n, proven: true };
  assert.throws(() => graph.add('wide', { kind: 'square' }, [x], 1, wide), refuses('WIDTH_OVERFLOW'));
  assert.throws(() => graph.add('long', { kind: 'square' }, [x], 2 ** 28, BIT), refuses('LIMIT_EXCEEDED'));
  assert.throws(() => graph.add('none', { kind: 'square' }, [x], 0, BIT), refuses('LIMIT_EXCEEDED'));
  assert.throws(
    () => graph.add('other', { kind: 'square' }, [input(new Graph())], 1, BIT),
    refuses('INVALID_ARGUMENT'),
  );
});

test('ranges follow the corners', () => {
  const range = (min: bigint, max: bigint) => ({ min, max, proven: true });
  assert.equal(multiplyRanges(range(-3n, 5n), range(-7n, 2n)), range(-35n, 21n));
  assert.equal(squareRange(range(-3n, 2n)), range(0n, 9n));
  assert.equal(squareRange(range(-3n, -2n)), range(4n, 9n));
  assert.equal(
    [range(0n, 127n), range(-128n, 0n), range(0n, 128n), range(-129n, 0n), range(0n, 0n)].map(signedBits),
    [8, 8, 9, 9, 1],
  );
});

test.run();

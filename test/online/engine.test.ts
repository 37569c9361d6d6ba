import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemRandom } from '../../src/crypto/random.js';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { Engine, type EngineOptions } from '../../src/online/engine.js';
import { open } from '../../src/sharing/open.js';
import { codeOf } from '../adversary/codes.js';
import { Deployment, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';

const test = suite('engine');

const kernel = await Kernel.load();
const keys = kernel.newArena();

function engine(changes: Partial<EngineOptions> = {}): Engine {
  const session = new Uint8Array(32).fill(1);
  const macKey = Vector.fromInts(keys, [7]);
  return new Engine({ id: 0, parties: 2, session, kernel, random: systemRandom, macKey, ...changes });
}

test('a party needs a peer, an index among the parties and a session id of 32 bytes', () => {
  for (const wrong of [
    { parties: 1 },
    { parties: 2.5 },
    { id: 2 },
    { id: -1 },
    { id: 0.5 },
    { session: new Uint8Array(31) },
  ]) {
    assert.is(
      codeOf(() => engine(wrong)),
      'INVALID_ARGUMENT',
      JSON.stringify(wrong),
    );
  }
});

test('steps are numbered from 0', () => {
  const p = engine();
  assert.equal([p.nextStep(), p.nextStep(), p.nextStep()], [0, 1, 2]);
});

test('tuples are supplied once, and before that there are none', async () => {
  const [supplied] = await (await Deployment.create(2)).session([{ kind: 'random', n: 1 }]);
  const p = engine();
  assert.is(
    codeOf(() => p.tuples),
    'TUPLES_EXHAUSTED',
  );
  assert.is(
    codeOf(() => p.takeZeroTestTriple()),
    'TUPLES_EXHAUSTED',
  );
  p.supply(supplied!.tuples);
  assert.is(p.tuples, supplied!.tuples);
  assert.is(
    codeOf(() => p.supply(supplied!.tuples)),
    'WRONG_STATE',
  );
});

test('closing wipes the memory of the session; its key lives on', () => {
  const p = engine();
  const v = Vector.fromInts(p.arena, [1, 2, 3]);
  p.close();
  assert.is(
    codeOf(() => v.toBigInts()),
    'RELEASED',
  );
  assert.equal(p.macKey.toBigInts(), [7n]);
});

test('giving a session up wipes its memory whatever is pending, and burns it', async () => {
  const deployment = await Deployment.create(2);
  const engines = await deployment.session([]);
  const x = share(deployment, engines, [5n]);
  const opened = values((await lockstep(engines.map((p, i) => open(p, x[i]!)))).outcomes);
  for (const p of engines)
    assert.is(
      codeOf(() => p.close()),
      'UNCHECKED_OPENINGS',
    );
  for (const p of engines) p.abandon();
  assert.is(
    codeOf(() => opened[0]!.toBigInts()),
    'RELEASED',
  );
  for (const p of engines)
    assert.is(
      codeOf(() => p.close()),
      'WRONG_STATE',
    );
});

test("an arena that is passed in is the session's memory", () => {
  const arena = kernel.newArena();
  const p = engine({ arena });
  assert.is(p.arena, arena);
  p.close();
  assert.is(
    codeOf(() => arena.alloc(1)),
    'RELEASED',
  );
});

test.run();

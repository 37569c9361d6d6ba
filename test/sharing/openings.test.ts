import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { Openings } from '../../src/sharing/openings.js';
import { codeOf } from '../adversary/codes.js';

const test = suite('pending openings');

const arena = (await Kernel.load()).newArena();
const three = Vector.fromInts(arena, [1, 2, 3]);

test('nothing was opened: clean', () => {
  const openings = new Openings();
  assert.ok(openings.clean);
  openings.requireClean('closing');
});

test('openings and claims are pending until a check has taken them and passed', () => {
  for (const record of [
    (o: Openings) => o.addOpened(three, three),
    (o: Openings) => o.addZero(three),
    (o: Openings) => o.addZeroSum(three, three.slice(0, 1)),
  ]) {
    const openings = new Openings();
    record(openings);
    assert.not.ok(openings.clean);
    assert.is(
      codeOf(() => openings.requireClean('an output')),
      'UNCHECKED_OPENINGS',
    );
    const batch = openings.take();
    assert.is(batch.opened.length + batch.claims.length, 1);
    assert.not.ok(openings.clean, 'a running check is no check yet');
    assert.is(
      codeOf(() => openings.requireClean('an output')),
      'UNCHECKED_OPENINGS',
    );
    openings.passed(batch);
    assert.ok(openings.clean);
  }
});

test('elements that were opened are counted, checked or not; asserted zeros are not opened', () => {
  const openings = new Openings();
  openings.addOpened(three, three);
  openings.passed(openings.take());
  openings.addZeroSum(three, three.slice(0, 1));
  openings.addZero(three);
  assert.is(openings.total, 6);
});

test('a mark is settled by the checks of what came before it, whatever was opened since', () => {
  const openings = new Openings();
  openings.addOpened(three, three);
  const mark = openings.mark();
  assert.ok(openings.waiting(mark));
  const batch = openings.take();
  assert.not.ok(openings.waiting(mark));
  assert.not.ok(openings.settled(mark));
  openings.addOpened(three, three);
  openings.passed(batch);
  assert.ok(openings.settled(mark));
  openings.requireSettled(mark, 'an output');
  assert.is(
    codeOf(() => openings.requireClean('closing')),
    'UNCHECKED_OPENINGS',
  );
});

test('of two checks in flight the first settles only its own', () => {
  const openings = new Openings();
  openings.addOpened(three, three);
  const first = openings.take();
  openings.addOpened(three, three);
  const second = openings.take();
  openings.passed(second);
  assert.not.ok(openings.settled(openings.mark()));
  openings.passed(first);
  assert.ok(openings.clean);
});

test('after a failed check nothing goes on, also when another check passes later', () => {
  const openings = new Openings();
  openings.addOpened(three, three);
  openings.take();
  openings.addOpened(three, three);
  const other = openings.take();
  openings.failed();
  openings.passed(other);
  assert.not.ok(openings.clean);
  for (const attempt of [
    () => openings.requireUsable(),
    () => openings.requireClean('closing'),
    () => openings.requireSettled(0, 'an output'),
    () => openings.take(),
  ]) {
    assert.is(codeOf(attempt), 'WRONG_STATE');
  }
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteGate } from '../../src/net/byte-gate.js';
import { sleep } from './deployment.js';

const test = suite('ByteGate');
const never = new AbortController().signal;

/** Enters and notes when it was let in. */
function visit(gate: ByteGate, log: string[], name: string, bytes: number, signal = never): Promise<void> {
  return gate.enter(bytes, signal).then(
    () => void log.push(name),
    () => void log.push(`${name} gave up`),
  );
}

test('what fits goes in at once, the rest in order of arrival', async () => {
  const [gate, log] = [new ByteGate(10), [] as string[]];
  for (const [name, bytes] of [
    ['a', 6],
    ['b', 4],
    ['c', 3],
    ['d', 1],
  ] as const)
    void visit(gate, log, name, bytes);
  await sleep(1);
  assert.equal(log, ['a', 'b']);
  gate.leave(4);
  await sleep(1);
  assert.equal(log, ['a', 'b', 'c', 'd']);
});

test('something larger than the gate goes in alone', async () => {
  const [gate, log] = [new ByteGate(10), [] as string[]];
  void visit(gate, log, 'a', 1);
  void visit(gate, log, 'b', 100);
  await sleep(1);
  assert.equal(log, ['a']);
  gate.leave(1);
  await sleep(1);
  assert.equal(log, ['a', 'b']);
});

test('whoever gives up holds nobody back', async () => {
  const [gate, log] = [new ByteGate(10), [] as string[]];
  const patience = new AbortController();
  void visit(gate, log, 'a', 8);
  void visit(gate, log, 'b', 8, patience.signal);
  void visit(gate, log, 'c', 2);
  patience.abort();
  await sleep(1);
  assert.equal(log, ['a', 'b gave up', 'c']);
});

test.run();

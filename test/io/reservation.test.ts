import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Confirmation } from '../../src/io/digests.js';
import { Reservation } from '../../src/io/reservation.js';
import { codeOf } from './support.js';

const test = suite('io/reservation');

const digest = (n: number) => new Uint8Array(32).fill(n);
const CLIENT = new Uint8Array(65).fill(4);
const STRANGER = new Uint8Array(65).fill(5);
const CONFIRMATION: Confirmation = { seed: digest(1), input: digest(2), sum: digest(3) };

type Step = (r: Reservation, client?: Uint8Array) => unknown;
const STEPS: Record<'release' | 'challenge' | 'answered' | 'confirm' | 'use', Step> = {
  release: (r, client = CLIENT) => r.release(client),
  challenge: (r, client = CLIENT) => r.challenge(client, digest(1), digest(2)),
  answered: (r) => r.answered(digest(3)),
  confirm: (r, client = CLIENT) => r.confirm(client, CONFIRMATION),
  use: (r, client = CLIENT) => r.use(client),
};
const ORDER = ['release', 'challenge', 'answered', 'confirm', 'use'] as const;
const STATES = ['reserved', 'released', 'challenged', 'challenged', 'confirmed', 'used'] as const;

/** A reservation after the first k steps. */
function after(k: number): Reservation {
  const r = new Reservation(digest(9), CLIENT, 'upload');
  for (const step of ORDER.slice(0, k)) STEPS[step](r);
  return r;
}

test('the way from reserved to used', () => {
  for (const [k, state] of STATES.entries()) assert.is(after(k).state, state);
  assert.equal(after(3).confirm(CLIENT, CONFIRMATION), CONFIRMATION);
});

test('no step can be taken early, late or twice', () => {
  for (let k = 0; k <= ORDER.length; k++) {
    for (const step of ORDER) {
      if (step === ORDER[k]) continue;
      if (step === 'answered' && k === 3) continue; // the same u again
      const r = after(k);
      const code = codeOf(() => STEPS[step](r));
      const second = (step === 'challenge' && k > 1) || (step === 'use' && k === 5);
      assert.is(code, second ? 'SECOND_CHALLENGE' : 'WRONG_STATE', `${step} when ${STATES[k]}`);
      assert.is(r.state, second ? 'burnt' : STATES[k]);
    }
  }
});

test('a second seed or input burns the reservation, even an equal one', () => {
  for (const [seed, input] of [
    [1, 2],
    [7, 2],
    [1, 7],
  ] as const) {
    const r = after(3);
    assert.is(
      codeOf(() => r.challenge(CLIENT, digest(seed), digest(input))),
      'SECOND_CHALLENGE',
    );
    assert.is(r.state, 'burnt');
    assert.is(
      codeOf(() => r.confirm(CLIENT, CONFIRMATION)),
      'WRONG_STATE',
    );
  }
});

test('a confirmation that differs anywhere burns the reservation', () => {
  for (const field of ['seed', 'sum', 'input'] as const) {
    const r = after(3);
    assert.is(
      codeOf(() => r.confirm(CLIENT, { ...CONFIRMATION, [field]: digest(8) })),
      'CONFIRMATION_MISMATCH',
    );
    assert.is(r.state, 'burnt');
  }
});

test('another key is refused at every step and changes nothing', () => {
  for (const [k, step] of ORDER.entries()) {
    if (step === 'answered') continue;
    const r = after(k);
    assert.is(
      codeOf(() => STEPS[step](r, STRANGER)),
      'WRONG_KEY',
    );
    assert.is(r.state, STATES[k]);
    STEPS[step](r);
  }
  const waiting = after(3);
  assert.is(
    codeOf(() => waiting.challenge(STRANGER, digest(7), digest(7))),
    'WRONG_KEY',
  );
  assert.is(waiting.state, 'challenged');
});

test('what is burnt stays burnt', () => {
  for (let k = 0; k <= ORDER.length; k++) {
    const r = after(k);
    r.burn();
    for (const step of ORDER) assert.ok(codeOf(() => STEPS[step](r)));
    assert.is(r.state, 'burnt');
  }
});

test('an id has 32 bytes', () => {
  assert.is(
    codeOf(() => new Reservation(new Uint8Array(31), CLIENT, 'query')),
    'INVALID_ARGUMENT',
  );
});

test.run();

// Sessions that find too little: they wait while more is made, and not for ever.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Maker, MakerFactory } from '../../../src/service/lowgear/maker.js';
import { ByHand } from '../by-hand.js';
import { Hand } from '../hand.js';
import { People } from '../ratings.js';
import { IdealMakers } from './ideal-makers.js';
import { events, startLowGear, statusOf, until } from './world.js';

const test = suite('service, lowgear: exhaustion');

const people = new People(8, 5);

/** Makers that are told when to fail. */
class Moody implements MakerFactory {
  failing = true;

  constructor(private readonly inner: MakerFactory) {}

  *setUp(...args: Parameters<MakerFactory['setUp']>) {
    const maker = yield* this.inner.setUp(...args);
    const isFailing = () => this.failing;
    const moody: Maker = {
      keyId: maker.keyId,
      get burnt() {
        return maker.burnt;
      },
      burn: () => maker.burn(),
      *produce(p, spec, matrices) {
        if (isFailing()) {
          maker.burn();
          throw new Error('in a bad mood');
        }
        return yield* maker.produce(p, spec, matrices);
      },
    };
    return moody;
  }
}

test('a session waits for what fails at first, and is served when it is made', async () => {
  const makers = new Moody(await IdealMakers.create());
  const deployment = await startLowGear({ parties: 2, lowgear: { makers, tuning: { attemptMs: 300 } } });
  try {
    const hand = await Hand.of(deployment, deployment.transport());
    const upload = ByHand.upload(hand, people, 0, 1);
    const reserved = upload.reserve();
    await until(() => events(deployment, 0, 'preprocessing interrupted').length >= 2);
    const delays = events(deployment, 0, 'preprocessing interrupted').map(({ fields }) => Number(fields.retryMs));
    assert.equal(delays.slice(0, 2), [250, 500], 'each failure in a row waits longer');
    makers.failing = false;
    for (const { code, message } of await reserved) assert.is(code, 'ok', message);
    assert.is(events(deployment, 0, 'tuples awaited').length, 1);
    assert.ok((await statusOf(deployment, 1)).ready);
    upload.arena.release();
  } finally {
    await deployment.close();
  }
});

test('a session that waited long enough is told what is missing', async () => {
  const makers = new Moody(await IdealMakers.create());
  const deployment = await startLowGear({
    parties: 2,
    lowgear: { makers, tuning: { attemptMs: 150, patienceMs: 450 } },
  });
  try {
    const hand = await Hand.of(deployment, deployment.transport());
    const upload = ByHand.upload(hand, people, 0, 1);
    const replies = await upload.reserve();
    for (const { code, message, status } of replies) {
      assert.is(code, 'TUPLES_EXHAUSTED');
      assert.is(status, 429);
      assert.match(
        message,
        /inputMask: needs \d+, has 0; zeroTest: needs 1, has 0; waited \d+ s; it is not known when/,
      );
    }
    upload.arena.release();
  } finally {
    await deployment.close();
  }
});

test.run();

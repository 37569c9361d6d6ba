import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome, QueryFigures } from '../../../src/cli/demo/messages.js';
import { renderReport } from '../../../src/cli/demo/report.js';
import { DemoResult, demoResult, median } from '../../../src/cli/demo/result.js';

const test = suite('demo: result');

/** A query in which party 1 is the slower one and sends more. */
function query(ms: number): QueryFigures {
  return {
    offline: [
      { ms: 10 * ms, rounds: 11, bytesSent: 5000, tuples: { triple: 7 } },
      { ms: 20 * ms, rounds: 11, bytesSent: 6000, tuples: { triple: 7 } },
    ],
    online: [
      { ms, rounds: 19, bytesSent: 900 },
      { ms: 2 * ms, rounds: 19, bytesSent: 1000 },
    ],
    clientMs: 3 * ms,
  };
}

const outcome: Outcome = {
  program: 'recommender',
  sizes: { users: 610, items: 1000, dense: 20 },
  answer: 'Recommended to user 1: The Godfather',
  wrong: 0,
  uploadMs: 4000,
  bindMs: 300,
  setup: {
    offline: [
      { ms: 100, rounds: 5, bytesSent: 70, tuples: { triple: 1, square: 2 } },
      { ms: 50, rounds: 5, bytesSent: 80, tuples: { triple: 1, square: 2 } },
    ],
    online: [
      { ms: 500, rounds: 6, bytesSent: 30 },
      { ms: 400, rounds: 6, bytesSent: 40 },
    ],
  },
  setupIsOnline: false,
  queries: [query(30), query(10), query(20)],
  preprocessing: 'dealer',
  memoryMB: [100, 120.5],
};

test('the median of an even number is the mean of the middle two', () => {
  assert.is(median([3, 1, 2]), 2);
  assert.is(median([4, 1, 3, 2]), 2.5);
});

test('the JSON result takes the slowest party and the median query', () => {
  assert.equal(demoResult(outcome), {
    program: 'recommender',
    parties: 2,
    preprocessing: { kind: 'dealer', ms: 400, bytesSentPerParty: 6000, tuples: { triple: 7 } },
    users: 610,
    items: 1000,
    dense: 20,
    correct: true,
    online: { ms: 40, rounds: 19, bytesSentPerParty: 1000 },
    client: { ms: 60 },
    memoryMB: 120.5,
  });
  DemoResult.parse(demoResult(outcome));
  assert.is(demoResult({ ...outcome, wrong: 1 }).correct, false);
});

test('a set-up that computes the answer counts as online, and its tuples as preprocessing', () => {
  const result = demoResult({ ...outcome, setupIsOnline: true });
  assert.equal(result.online, { ms: 540, rounds: 25, bytesSentPerParty: 1040 });
  assert.equal(result.preprocessing, {
    kind: 'dealer',
    ms: 500,
    bytesSentPerParty: 6080,
    tuples: { triple: 8, square: 2 },
  });
  assert.equal(result.setup, { preprocessingMs: 100, onlineMs: 500 });
  assert.match(renderReport({ ...outcome, setupIsOnline: true }), 'What depends on the data alone is computed once');
});

test('without a dealer the result and the report say so', () => {
  const lowgear = { ...outcome, preprocessing: 'lowgear' } as const;
  assert.is(demoResult(lowgear).preprocessing.kind, 'lowgear');
  assert.match(renderReport(lowgear), 'the parties made its randomness among themselves and trust nobody');
  assert.match(renderReport(outcome), 'dealt by a trusted dealer');
});

test('the report shows the answer, the verdict, and offline and online cost of each party apart', () => {
  const report = renderReport(outcome);
  assert.match(report, 'Recommended to user 1: The Godfather');
  assert.match(report, 'Correct: 3 answers');
  assert.match(report, /0 +offline +200 ms +11 +5 kB/);
  assert.match(report, /online +20 ms +19 +900 B +100 MB/);
  assert.match(report, /1 +offline +400 ms +11 +6 kB/);
});

test('a wrong answer cannot be overlooked', () => {
  assert.match(renderReport({ ...outcome, wrong: 2 }), 'NOT CORRECT: 2 of 3 answers');
});

test.run();

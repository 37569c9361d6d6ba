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
  users: 610,
  items: 1000,
  dense: 20,
  asking: 'user 1',
  wrong: 0,
  neighbours: 160,
  minimumNeighbours: 5,
  recommendations: [{ title: 'The Godfather', score: 1.393 }],
  uploadMs: 4000,
  bindMs: 300,
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

test('without a dealer the result and the report say so', () => {
  const lowgear = { ...outcome, preprocessing: 'lowgear' } as const;
  assert.is(demoResult(lowgear).preprocessing.kind, 'lowgear');
  assert.match(renderReport(lowgear), 'the parties made its randomness among themselves and trust nobody');
  assert.match(renderReport(outcome), 'dealt by a trusted dealer');
});

test('the report shows titles, the verdict, and offline and online cost of each party apart', () => {
  const report = renderReport(outcome);
  assert.match(report, 'Recommended to user 1, from 160 similar users among 609:');
  assert.match(report, /1 +The Godfather +1\.39/);
  assert.match(report, 'Correct: 3 answers');
  assert.match(report, /0 +offline +200 ms +11 +5 kB/);
  assert.match(report, /online +20 ms +19 +900 B +100 MB/);
  assert.match(report, /1 +offline +400 ms +11 +6 kB/);
});

test('a suppressed answer is said to be one', () => {
  const report = renderReport({ ...outcome, neighbours: 0, recommendations: [] });
  assert.match(report, 'User 1 has fewer than 5 similar users');
});

test('a wrong answer cannot be overlooked', () => {
  assert.match(renderReport({ ...outcome, wrong: 2 }), 'NOT CORRECT: 2 of 3 answers');
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planProgram } from '../../../src/cli/plan/plan.js';
import { tessera } from '../support/terminal.js';

const test = suite('tessera plan');
const flags = { rows: 100, owners: 2, parties: 3, rtt: 10, bandwidth: 100, param: { mutations: 12, treatments: 4 } };

test('a program is planned phase by phase, without starting anything', async () => {
  const plan = await planProgram('hiv-treatment', flags);
  assert.equal(
    plan.phases.map(({ name }) => name),
    ['set-up', 'preparation', 'question'],
  );
  const [, preparation, question] = plan.phases;
  assert.is(preparation?.preprocessing?.tuples['matvec rows 100x12'], 1);
  assert.ok((preparation?.preprocessing?.lowgearMs ?? 0) > (preparation?.preprocessing?.dealerMs ?? 0));
  const rounds = question?.traffic?.rounds ?? 0;
  assert.ok(rounds > 5);
  assert.ok((question?.traffic?.ms ?? 0) > (rounds * flags.rtt) / 2, 'half a round-trip time each');
});

test('more parties send more, and more rows take more tuples, in no more rounds', async () => {
  const [small, large] = [
    await planProgram('hiv-treatment', flags),
    await planProgram('hiv-treatment', { ...flags, rows: 200 }),
  ];
  const two = await planProgram('hiv-treatment', { ...flags, parties: 2 });
  const question = (plan: typeof small) => plan.phases[2]?.traffic;
  assert.ok((question(small)?.bytesSent ?? 0) > 2 * (question(two)?.bytesSent ?? 0) - 1);
  assert.ok((question(large)?.bytesSent ?? 0) > (question(small)?.bytesSent ?? 0));
});

test('a program that names its clients is planned for the rows that they will upload', async () => {
  const banks = [
    { client: 'a', accounts: 4 },
    { client: 'b', accounts: 6 },
  ];
  const plan = await planProgram('pagerank', { ...flags, param: { banks, iterations: 2 } });
  assert.equal([plan.rows, plan.owners], [10, 2]);
  assert.is(plan.phases[0]?.preprocessing?.tuples['matvec columns 10x10'], 2);
  const places = banks.map((bank) => ({ ...bank, places: 20 }));
  const sparse = await planProgram('pagerank-sparse', { ...flags, param: { banks: places, iterations: 2 } });
  assert.ok((sparse.phases[0]?.preprocessing?.tuples.triple ?? 0) > 100);
});

test('it is printed for people, or as JSON', async () => {
  const args = ['plan', 'hiv-treatment', '--rows', '100', '--param', 'mutations=12', '--param', 'treatments=4'];
  const { code, out } = await tessera(...args);
  assert.is(code, 0);
  assert.match(out, /2 parties, 100 rows of one client/);
  assert.match(out, /question +\d+ +[\d.]+ kB/);
  assert.match(out, 'a question: 104, which tell two inputs apart with 2^-32 at most');
  const json = JSON.parse((await tessera(...args, '--json', '--parties', '3')).out) as { parties: number };
  assert.is(json.parties, 3);
});

test("the recommender's tuples are planned, too", async () => {
  const { code, out } = await tessera(
    'plan',
    'recommender',
    '--rows',
    '50',
    '--param',
    'items=30',
    '--param',
    'dense=5',
  );
  assert.is(code, 0);
  assert.match(out, /matvec columns 50x25 +1/);
  assert.match(out, 'no defined one');
});

test('what the parties would refuse is refused here', async () => {
  for (const [args, text] of [
    [['nothing', '--rows', '5'], /error UNKNOWN_PROGRAM: .*hiv-treatment/],
    [['./no-such.js', '--rows', '5'], /error CONFIG_INVALID: .*no-such\.js/],
    [
      ['hiv-treatment', '--rows', '5', '--param', 'mutations=0'],
      /error INVALID_ARGUMENT: program hiv-treatment, parameters/,
    ],
    [['hiv-treatment', '--rows', '9999999'], /error LIMIT_EXCEEDED/],
    [['hiv-treatment', '--rows', '5', '--param', 'mutations'], /Expected key=value/],
    [['hiv-treatment', '--rows', '5', '--rtt', '-1'], /Expected a positive decimal/],
  ] as const) {
    const { code, err } = await tessera('plan', ...args);
    assert.is(code, 2);
    assert.match(err, text);
  }
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError, SecurityAbort, TesseraError } from '../../src/errors.js';
import { DEFAULT_JOB_LIMITS, type Job, type JobLimits, Jobs } from '../../src/service/jobs.js';

const test = suite('service/jobs');

/** A session that only ends. */
class FakeJob implements Job {
  over = false;
  reason: unknown = null;
  private readonly listeners: ((reason: unknown) => void)[] = [];
  readonly session = {
    onceOver: (listener: (reason: unknown) => void) => {
      if (this.over) listener(this.reason);
      else this.listeners.push(listener);
    },
    abandon: (reason: unknown) => this.end(reason),
  };

  end(reason: unknown): void {
    if (this.over) return;
    this.over = true;
    this.reason = reason;
    for (const listener of this.listeners) listener(reason);
  }
}

function setting(limits: Partial<JobLimits> = {}) {
  let clock = 0;
  const jobs = new Jobs<FakeJob>(() => clock, { ...DEFAULT_JOB_LIMITS, ...limits });
  const left: string[] = [];
  const create = (id: string, client = 'anna', masks = 1, make = async () => ({ job: new FakeJob() })) =>
    jobs.create({ id, client, masks, make, over: () => left.push(id) });
  const pass = (ms: number) => {
    clock += ms;
  };
  return { jobs, left, create, pass };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof TesseraError ? error.code : String(error)),
  );
}

test('a job is found by its owner only, until it is over; then its owner is told why', async () => {
  const { jobs, left, create } = setting();
  const { job } = await create('a');
  assert.is(jobs.size, 1);
  assert.is(await jobs.use('a', 'anna', async (found) => found === job), true);
  assert.is(await codeOf(jobs.use('a', 'ben', async () => 1)), 'WRONG_KEY');
  assert.is(await codeOf(jobs.use('b', 'anna', async () => 1)), 'UNKNOWN_RESERVATION');
  job.end(new SecurityAbort('SECOND_CHALLENGE', 'why'));
  assert.is(jobs.size, 0);
  assert.equal(left, ['a']);
  assert.is(await codeOf(jobs.use('a', 'anna', async () => 1)), 'SECOND_CHALLENGE');
  assert.is(await codeOf(jobs.use('a', 'ben', async () => 1)), 'UNKNOWN_RESERVATION', 'nobody else is told');
  const { job: good } = await create('c');
  good.end(null);
  assert.is(await codeOf(jobs.use('c', 'anna', async () => 1)), 'WRONG_STATE');
});

test('an id is used once, even when its job could not be made', async () => {
  const { jobs, left, create } = setting();
  const { job } = await create('a');
  assert.is(await codeOf(create('a')), 'WRONG_STATE');
  assert.equal(left, ['a'], 'what the second one held is given back');
  job.end(null);
  assert.is(await codeOf(create('a')), 'WRONG_STATE');
  const fails = async () => {
    throw new ChannelError('TIMEOUT', 'nobody came');
  };
  assert.is(await codeOf(create('b', 'anna', 1, fails)), 'TIMEOUT');
  assert.is(await codeOf(jobs.use('b', 'anna', async () => 1)), 'TIMEOUT', 'and says so');
  assert.is(await codeOf(create('b')), 'WRONG_STATE');
  assert.equal(left, ['a', 'a', 'a', 'b', 'b']);
  assert.is(jobs.size, 0);
});

test('places and memory are limited, and what a refused one took is given back', async () => {
  const { left, create } = setting({ reservationsPerClient: 2, reservations: 3, masksPerClient: 10, masks: 15 });
  const { job } = await create('a', 'anna', 6);
  assert.is(await codeOf(create('b', 'anna', 5)), 'LIMIT_EXCEEDED');
  assert.equal(left, ['b']);
  await create('c', 'anna', 4);
  assert.is(await codeOf(create('d', 'anna', 0)), 'LIMIT_EXCEEDED');
  assert.is(await codeOf(create('e', 'ben', 6)), 'LIMIT_EXCEEDED', 'all together');
  await create('f', 'ben', 5);
  assert.is(await codeOf(create('g', 'carla', 0)), 'LIMIT_EXCEEDED');
  job.end(null);
  await create('h', 'carla', 6);
});

test('what nobody touches is burnt after a while, what is in use is not', async () => {
  const { jobs, create, pass } = setting({ idleMs: 100 });
  const { job: idle } = await create('idle');
  const { job: busy } = await create('busy');
  let finish = () => {};
  const step = jobs.use('busy', 'anna', () => new Promise<void>((resolve) => (finish = resolve)));
  pass(101);
  jobs.expire();
  assert.ok(idle.over);
  assert.is((idle.reason as TesseraError).code, 'TIMEOUT');
  assert.not.ok(busy.over);
  finish();
  await step;
  pass(99);
  jobs.expire();
  assert.not.ok(busy.over, 'the end of a step counts');
  pass(2);
  jobs.expire();
  assert.ok(busy.over);
});

test('a job that ended while it was made is not kept; closing ends all, also what is being made', async () => {
  const { jobs, left, create } = setting();
  const ended = new FakeJob();
  ended.end(new ChannelError('CLOSED', 'gone'));
  await create('a', 'anna', 1, async () => ({ job: ended }));
  assert.is(jobs.size, 0);
  const { job } = await create('b');
  let made: (value: { job: FakeJob }) => void = () => {};
  const making = create('c', 'anna', 1, () => new Promise((resolve) => (made = resolve)));
  jobs.close();
  assert.ok(job.over);
  const late = new FakeJob();
  made({ job: late });
  await making;
  assert.ok(late.over);
  assert.equal(left.sort(), ['a', 'b', 'c']);
});

test('of the ended ones only so many are remembered', async () => {
  const { jobs, create } = setting();
  for (let k = 0; k < 4200; k++) (await create(`${k}`)).job.end(null);
  assert.is(await codeOf(jobs.use('0', 'anna', async () => 1)), 'UNKNOWN_RESERVATION');
  assert.is(await codeOf(jobs.use('4199', 'anna', async () => 1)), 'WRONG_STATE');
});

test.run();

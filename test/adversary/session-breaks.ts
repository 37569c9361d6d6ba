// Runs a whole recommendation session once per broken message of one of its protocols, each beside an honest twin with the same seeds.

import * as assert from 'uvu/assert';
import type { Aggregate } from '../../src/apps/recommender/plain.js';
import { sameBytes } from '../../src/io/digests.js';
import type { BoundSide, World } from '../apps/recommender/session.js';
import { ask, type QueryResult } from '../apps/recommender/session-query.js';
import { nobody, type Phase, type PhaseAdversary } from '../apps/recommender/session-stage.js';
import { type UploadSide, upload } from '../apps/recommender/session-upload.js';
import type { Traffic } from '../support/lockstep.js';
import { type Break, breaksOf, broken, describe } from './breaking.js';
import { type Conclusion, judge } from './judge.js';
import { requireNoSecrets, wordsOf } from './secrets.js';

/** How a share that does not belong shows itself. */
export const WRONG_SHARE = ['MAC_CHECK_FAILED', 'NOT_CANONICAL_SHARE', 'COMMITMENT_BROKEN', 'BAD_FRAME'];
/** The same among three parties or more, where those who were told different things notice first. */
export const WRONG_SHARE_ECHOED = [...WRONG_SHARE, 'ECHO_MISMATCH'];

export interface Tally {
  /** Runs with a broken message. */
  readonly broken: number;
  /** How often each code was the first by which somebody noticed; 'harmless' where everybody has the right result. */
  readonly codes: Readonly<Record<string, number>>;
}

/** Only this protocol's messages are broken. */
export function during(phase: Phase, target: Break): PhaseAdversary {
  return (at, edge, message) => (at === phase ? broken(target, edge, message) : message);
}

export interface BreakOptions {
  readonly phase: Phase;
  /** Codes by which somebody honest may notice. */
  readonly noticing: readonly string[];
  /** Leaves out some breaks, for another test to make. */
  readonly only?: (target: Break) => boolean;
}

/** Breaks every message of one protocol of a query, each in every way. */
export async function breakQuery(world: World, sides: readonly BoundSide[], options: BreakOptions): Promise<Tally> {
  const { phase, noticing, only = () => true } = options;
  const client = 0;
  const expected = world.expected(client);
  const tally = new Counter();
  for (const target of breaksOf(await traceOf(world, sides, phase), sides.length).filter(only)) {
    const what = `${phase}, ${describe(target)}`;
    const query = { client, number: target.number };
    const twin = await ask(world, sides, query);
    assert.equal(twin.concluded, expected, `the honest twin of ${what}`);
    const said: Uint8Array[] = [];
    const adversary: PhaseAdversary = (at, edge, message) => {
      said.push(message);
      return during(phase, target)(at, edge, message);
    };
    const result = await ask(world, sides, { ...query, adversary });
    tally.add(judge(conclusionsOf(result, target.from, expected), noticing, what));
    const secrets = () => [...result.secrets, ...wordsOf(said)];
    requireNoSecrets([...result.stage.errors, result.clientError], secrets, what);
  }
  const after = await ask(world, sides, { client, number: -1 });
  assert.equal(after.concluded, expected, 'the key and the data outlive all failed checks');
  return tally.sum();
}

/** The messages of one protocol, recorded with nobody interfering. */
async function traceOf(world: World, sides: readonly BoundSide[], phase: Phase): Promise<Traffic> {
  const { stage } = await ask(world, sides, { client: 0 });
  const traffic = stage.traffic.get(phase);
  if (traffic === undefined) throw new Error(`a query has no protocol ${phase}`);
  return traffic;
}

/** Breaks every message of a binding's protocol and asks on whatever was bound. */
export async function breakBinding(world: World, options: BreakOptions): Promise<Tally> {
  const { phase, noticing } = options;
  const client = 0;
  const expected = world.expected(client);
  const trace = await world.bind();
  const traffic = trace.stage.traffic.get(phase);
  if (traffic === undefined) throw new Error(`a binding has no protocol ${phase}`);
  world.unbind(trace);
  const tally = new Counter();
  for (const target of breaksOf(traffic, world.deployment.parties)) {
    const what = `binding: ${phase}, ${describe(target)}`;
    if (target.number % 4 === 0) {
      const twin = await world.bind(nobody, target.number);
      assert.equal((await ask(world, twin.sides, { client })).concluded, expected, `the honest twin of ${what}`);
      world.unbind(twin);
    }
    const binding = await world.bind(during(phase, target), target.number);
    const { errors } = binding.stage;
    if (binding.sides.every((side) => side === null)) {
      const conclusions = errors.map((error, party) => ({ who: `party ${party}`, error, right: null }));
      tally.add(
        judge(
          conclusions.filter((_, party) => party !== target.from),
          noticing,
          what,
        ),
      );
    } else {
      const result = await ask(world, binding.sides, { client });
      tally.add(judge(conclusionsOf(result, target.from, expected, errors), noticing, what));
    }
    requireNoSecrets(errors, () => macKeysOf(world), what);
    world.unbind(binding);
  }
  return tally.sum();
}

/** Breaks every message of an upload's protocol; what honest parties accept is what the twin accepted. */
export async function breakUpload(world: World, options: BreakOptions): Promise<Tally> {
  const { phase, noticing } = options;
  const twin = await upload(world, { client: 0 });
  assert.not.ok(twin.accepted.includes(null), 'the honest twin');
  const traffic = twin.stage.traffic.get(phase);
  if (traffic === undefined) throw new Error(`an upload has no protocol ${phase}`);
  const tally = new Counter();
  for (const target of breaksOf(traffic, world.deployment.parties)) {
    const what = `upload: ${phase}, ${describe(target)}`;
    const result = await upload(world, { client: 0, adversary: during(phase, target) });
    const conclusions = result.accepted.map((accepted, party) => ({
      who: `party ${party}`,
      error: result.stage.errors[party] ?? null,
      right: accepted === null ? null : equalUploads(accepted, twin.accepted[party]!),
    }));
    const honest = conclusions.filter((_, party) => party !== target.from);
    tally.add(judge([...honest, { who: 'the client', error: result.clientError, right: true }], noticing, what));
  }
  return tally.sum();
}

function macKeysOf(world: World): bigint[] {
  return world.deployment.macKeys.flatMap((key) => key.toBigInts());
}

function equalUploads(a: UploadSide, b: UploadSide): boolean {
  return [...a.blocks].every(([name, { segment, part }]) => {
    const other = b.blocks.get(name);
    if (other === undefined || !sameBytes(part.batchId, other.part.batchId)) return false;
    return (['e', 'value', 'mac'] as const).every((side) => sameBytes(segment[side], other.segment[side]));
  });
}

export class Counter {
  private broken = 0;
  private readonly codes: Record<string, number> = {};

  add(noticed: readonly string[]): void {
    this.broken++;
    const code = noticed[0] ?? 'harmless';
    this.codes[code] = (this.codes[code] ?? 0) + 1;
  }

  sum(): Tally {
    return { broken: this.broken, codes: this.codes };
  }
}

/**
 * What the honest parties and the client concluded from a query.
 * @param before why a party had stopped before the query
 */
export function conclusionsOf(
  result: QueryResult,
  corrupt: number,
  expected: Aggregate,
  before: readonly (Error | null)[] = [],
): Conclusion[] {
  const parties = result.delivered.map((delivered, party) => ({
    who: `party ${party}`,
    error: before[party] ?? result.stage.errors[party] ?? null,
    right: delivered === null ? null : same(delivered, expected),
  }));
  const honest = parties.filter((_, party) => party !== corrupt);
  // The corrupt party may repeat what an honest one answered, so the client concludes once those agree.
  const answered = honest.every(({ right }) => right !== null);
  const right = answered ? honest.every((party) => party.right) : null;
  return [...honest, { who: 'the client', error: result.clientError, right }];
}

function same(a: Aggregate, b: Aggregate): boolean {
  return (
    a.neighbours === b.neighbours && a.sums.length === b.sums.length && a.sums.every((sum, j) => sum === b.sums[j])
  );
}

/** Says how many messages were broken and how that was noticed. */
export function report(name: string, { broken: count, codes }: Tally): void {
  const list = Object.entries(codes).map(([code, n]) => `${code} ${n}`);
  process.stdout.write(`\n  ${name}: ${count} messages broken (${list.join(', ')})\n`);
}

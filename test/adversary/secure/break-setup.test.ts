// A set-up in which one party breaks a message, in one chapter or in several: an honest party keeps right shares or none at all. What is
// kept is used by every later question, so nothing wrong may ever get there.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hash } from '../../../src/crypto/hash.js';
import { centered } from '../../../src/math/field.js';
import type { TupleSource } from '../../../src/preprocessing/source.js';
import { compute } from '../../../src/protocol/exchange.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { forecast, inChapters, type Schedule, schedule } from '../../../src/secure/plan/index.js';
import { prepare, runSetup } from '../../../src/secure/run/index.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import type { Shares } from '../../../src/sharing/shares.js';
import { macsHold, reveal } from '../../support/engines.js';
import { type Adversary, honest, lockstep, type Outcome } from '../../support/lockstep.js';
import { idsOf, SecureWorld } from '../../support/secure-run.js';
import { type Conclusion, judge } from '../judge.js';
import { Counter, WRONG_SHARE_ECHOED } from '../session-breaks.js';
import { altering, describe, elementsOf, wholeFramesOf } from './alterations.js';

const test = suite('adversary/secure: set-ups');

type Kept = Record<string, Shares>;

function program(): Schedule {
  const graph = new Graph();
  const v = new ResidentBlock(graph, 'v', 2, 2, { min: -9n, max: 9n, proven: true });
  const products = v.column(0).mul(v.column(1));
  return schedule(graph, { large: products.ge(5), ranked: products.mul(products.sub(1)).truncate(1) }, 'kept');
}

/** 1 * 2 and -3 * 4. */
const DATA = { v: { rows: 2, values: [1n, 2n, -3n, 4n] } };
const RIGHT = { large: [0n, 0n], ranked: [1n, 78n] };

class Stage {
  constructor(
    readonly world: SecureWorld,
    readonly plan: Schedule,
    private readonly sides: Awaited<ReturnType<SecureWorld['upload']>>,
  ) {}

  async run(adversary: Adversary = honest) {
    const { deployment } = this.world;
    const { kernel, parties } = deployment;
    const { chapters } = forecast(this.plan, { parties, matrices: idsOf(this.sides[0] ?? {}) });
    // The same tuples in every run.
    const sessionOf = (chapter: number) => hash(kernel, 'test/set-up', new Uint8Array([parties, chapter]));
    const engines = deployment.engines(sessionOf(0));
    const arenas = engines.map(() => kernel.newArena());
    const deal = (party: number, chapter: number): Promise<TupleSource> =>
      deployment.dealTo(arenas[party]!, party, sessionOf(chapter), chapters[chapter] ?? []);
    for (const p of engines) p.supply(await deal(p.id, 0));
    const setups = engines.map(function* (this: Stage, p: (typeof engines)[number]) {
      let chapter = 0;
      const more = () => compute<TupleSource>(p, { name: 'deal', run: () => deal(p.id, ++chapter) });
      const context = { matrices: this.sides[p.id] ?? {} };
      const prepared = yield* prepare(p, this.plan, context);
      return yield* runSetup(p, this.plan, prepared, context, arenas[p.id]!, more);
    }, this);
    const { outcomes, traffic } = await lockstep(setups, adversary);
    const right = this.#isRight(outcomes);
    for (const p of engines) p.abandon();
    for (const arena of arenas) arena.release();
    return { outcomes, traffic, right, chapters: chapters.length };
  }

  /** Null unless all parties keep something. */
  #isRight(outcomes: readonly Outcome<Kept>[]): boolean | null {
    const kept = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
    if (kept.length < outcomes.length) return null;
    return Object.entries(RIGHT).every(([name, wanted]) => {
      const shares = kept.map((own) => own[name] as Shares);
      const found = reveal(shares).map(centered);
      return macsHold(this.world.deployment, shares) && wanted.every((value, i) => value === found[i]);
    });
  }
}

for (const parties of [2, 3]) {
  const world = await SecureWorld.create(parties);
  const sides = await world.upload(DATA);
  const whole = program();
  // So few elements that every stage is a chapter.
  const plans = { 'one chapter': whole, 'several chapters': inChapters(whole, parties, 1) };
  for (const [name, plan] of Object.entries(plans)) {
    test(`${parties} parties, ${name}: what is kept is right, whatever message is broken`, async () => {
      const stage = new Stage(world, plan, sides);
      const twin = await stage.run();
      assert.is(twin.right, true, 'the honest twin');
      assert.is(twin.chapters > 1, plan !== whole);
      const corrupt = parties - 1;
      const alterations = [...elementsOf(twin.traffic, corrupt, 0), ...wholeFramesOf(twin.traffic, corrupt)];
      const tally = new Counter();
      for (const alteration of alterations) {
        // One commitment or nonce is like the other.
        if (alteration.element !== null && alteration.element % 2 === 1 && parties > 2) continue;
        const { outcomes, right } = await stage.run(altering(alteration));
        const conclusions = outcomes.map((outcome, party): Conclusion => {
          const error = 'error' in outcome ? (outcome.error as Error) : null;
          // Where somebody has nothing, the others' shares are of no use to anybody.
          return { who: `party ${party}`, error, right: error === null ? (right ?? true) : null };
        });
        const others = conclusions.filter((_, party) => party !== corrupt);
        tally.add(judge(others, WRONG_SHARE_ECHOED, `${name}: ${describe(alteration)}`));
      }
      const { broken, codes } = tally.sum();
      assert.ok(broken > 50 && (codes.harmless ?? 0) === 0, `${broken} runs: ${JSON.stringify(codes)}`);
    });
  }
}

test.run();

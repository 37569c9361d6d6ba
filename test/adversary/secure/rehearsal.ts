// The same run of a program again and again, each time with something else broken. Tuples, masks, inputs and all randomness of the
// parties are made once, so that two runs differ in what the adversary does and in what follows from it, and in nothing else.

import { maskShares, sliceMasks } from '../../../src/io/input.js';
import { centered } from '../../../src/math/field.js';
import { Vector } from '../../../src/math/vector.js';
import type { Engine } from '../../../src/online/engine.js';
import type { ResidentMatrix } from '../../../src/online/matrix.js';
import { BatchSource } from '../../../src/preprocessing/batch.js';
import { type BatchSpec, mergeDemands } from '../../../src/preprocessing/kinds.js';
import { type BatchMaterial, emptyMaterial } from '../../../src/preprocessing/material.js';
import type { InputMasks } from '../../../src/preprocessing/source.js';
import type { Protocol } from '../../../src/protocol/step.js';
import { forecast, type Schedule, schedule } from '../../../src/secure/plan/index.js';
import { prepare, type RunContext, run } from '../../../src/secure/run/index.js';
import type { Shares } from '../../../src/sharing/shares.js';
import { share } from '../../support/engines.js';
import { type Adversary, honest, lockstep, type Outcome, type Traffic } from '../../support/lockstep.js';
import { idsOf, type SecureWorld } from '../../support/secure-run.js';
import type { Subject } from './programs.js';

/** What one party holds before the run; a test may put wrong shares into it. */
export interface Holding {
  readonly material: BatchMaterial;
  readonly kept: Readonly<Record<string, Shares>>;
  readonly matrices: Readonly<Record<string, ResidentMatrix>>;
}

export interface Deviation {
  readonly adversary?: Adversary;
  /** What a party holds instead. */
  readonly held?: (party: number, holding: Holding) => Holding;
  /** What a party runs instead. */
  readonly plan?: (party: number) => Schedule;
  /** The last party repeats what the first one has heard, not what it said: the echo shows nothing. */
  readonly echoes?: boolean;
}

export interface Take {
  readonly outcomes: readonly Outcome<Vector>[];
  readonly traffic: Traffic;
  /** What the asker would read from a party's answer. */
  readonly read: (delivered: Vector) => bigint[];
  /** Last rounds of the checks that the first party made. */
  readonly passed: readonly number[];
}

const SESSION = new Uint8Array(32).fill(0x5c);

export class Rehearsal {
  private constructor(
    readonly subject: Subject,
    readonly world: SecureWorld,
    readonly plan: Schedule,
    readonly spec: BatchSpec,
    readonly holdings: readonly Holding[],
    private readonly masked: Vector,
    /** The output masks' values: only the asking client knows them. */
    private readonly outputMask: Vector,
  ) {}

  static async of(world: SecureWorld, subject: Subject): Promise<Rehearsal> {
    const { deployment } = world;
    const plan = schedule(subject.graph, subject.outputs);
    const matrices = await world.upload(subject.blocks);
    const planned = forecast(plan, {
      parties: deployment.parties,
      matrices: idsOf(matrices[0] ?? {}),
      inputOffsets: Object.fromEntries(placesOf(subject).map(({ name, from }) => [name, from])),
    });
    const total = inputsOf(subject) + outputsOf(plan);
    const spec = mergeDemands([{ kind: 'inputMask', n: total }, ...planned.demand]);
    const arena = deployment.kernel.newArena();
    const sources = await deployment.deal(
      SESSION,
      spec,
      deployment.macKeys.map(() => arena),
    );
    const materials = sources.map((source) => materialOf(source, spec));
    const engines = deployment.engines(SESSION);
    const kept = Object.entries(subject.kept).map(
      ([name, values]) => [name, share(deployment, engines, values)] as const,
    );
    const holdings = materials.map((material, party): Holding => {
      const own = kept.map(([name, shares]) => [name, shares[party] as Shares] as const);
      return { material, kept: Object.fromEntries(own), matrices: matrices[party] ?? {} };
    });
    const mask = (from: number, to: number) =>
      materials
        .map(({ inputMasks }) => (inputMasks as InputMasks).value.slice(from, to))
        .reduce((a, b) => a.add(b), Vector.zeros(arena, to - from));
    const inputs = BigInt64Array.from(Object.values(subject.query).flat());
    const masked = Vector.fromSigned(arena, inputs).sub(mask(0, inputs.length));
    return new Rehearsal(subject, world, plan, spec, holdings, masked, mask(inputs.length, total));
  }

  /** Preparation, run and output, as one protocol. */
  async take({ adversary = honest, held, plan, echoes = false }: Deviation = {}): Promise<Take> {
    const engines = this.world.deployment.engines(SESSION);
    let round = 0;
    const passed: number[] = [];
    const [lead] = engines as [Engine];
    const settle = lead.openings.passed.bind(lead.openings);
    lead.openings.passed = (batch) => {
      passed.push(round);
      settle(batch);
    };
    // Of one step, the last party's turn comes last.
    if (echoes) engines.at(-1)!.transcript.digest = () => lead.transcript.digest();
    const protocols = engines.map((p) => {
      const own = this.holdings[p.id] as Holding;
      return this.#life(p, held?.(p.id, own) ?? own, plan?.(p.id) ?? this.plan);
    });
    const { outcomes, traffic } = await lockstep(protocols, (edge, message) => {
      round = edge.round;
      return adversary(edge, message);
    });
    const copies = outcomes.map((outcome) =>
      'value' in outcome ? { value: new Vector(this.masked.arena, outcome.value.span).concat() } : outcome,
    );
    for (const p of engines) p.abandon();
    const read = (delivered: Vector) => delivered.sub(this.outputMask).toBigInts().map(centered);
    return { outcomes: copies, traffic, read, passed };
  }

  *#life(p: Engine, { material, kept, matrices }: Holding, plan: Schedule): Protocol<Vector> {
    p.supply(new BatchSource(material));
    const inputs = inputsOf(this.subject);
    const masks = p.tuples.takeInputMasks(inputs + this.outputMask.length);
    const query = placesOf(this.subject).map(({ name, from, to }) => {
      return [name, { masks: maskShares(sliceMasks(masks, from, to)), masked: this.masked.slice(from, to) }] as const;
    });
    const context: RunContext = { matrices, kept, query: Object.fromEntries(query), own: [] };
    const prepared = yield* prepare(p, plan, context);
    const outputMasks = maskShares(sliceMasks(masks, inputs, masks.value.length));
    return yield* run(p, plan, prepared, context, outputMasks);
  }
}

function inputsOf({ query }: Subject): number {
  return Object.values(query).flat().length;
}

function outputsOf({ results }: Schedule): number {
  return results.reduce((sum, { node }) => sum + node.length, 0);
}

function placesOf({ query }: Subject): { name: string; from: number; to: number }[] {
  let to = 0;
  return Object.entries(query).map(([name, values]) => {
    const from = to;
    to += values.length;
    return { name, from, to };
  });
}

/** Everything a source has, so that it can be handed out more than once: what no party may ever do. */
function materialOf(source: BatchSource, spec: BatchSpec): BatchMaterial {
  const material = emptyMaterial();
  for (const line of spec) {
    if (line.kind === 'inputMask') material.inputMasks = source.takeInputMasks(line.n);
    if (line.kind === 'triple') material.triples = source.takeTriples(line.n);
    if (line.kind === 'factorTriple') material.factorTriples.push(source.takeFactorTriples(line.fanOut, line.n));
    if (line.kind === 'square') material.squares = source.takeSquares(line.n);
    if (line.kind === 'comparisonMask') {
      material.comparisonMasks.push(source.takeComparisonMasks(line.k, line.w, line.n));
    }
    if (line.kind === 'truncation') material.truncations.push(source.takeTruncations(line.shift, line.n));
    if (line.kind === 'matvec') material.matvecs.push(source.takeMatvec(line.matrix, line.orientation));
    if (line.kind === 'zeroTest') {
      const triples = Array.from({ length: line.n }, () => source.takeZeroTestTriple());
      const whole = (part: 'a' | 'b' | 'c') => {
        const [first, ...others] = triples.map((triple) => triple[part]) as [Vector, ...Vector[]];
        return first.concat(...others);
      };
      material.zeroTests = { a: whole('a'), b: whole('b'), c: whole('c') };
    }
  }
  return material;
}

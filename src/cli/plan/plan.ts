// `tessera plan`: what a program will cost, phase by phase, in a deployment of a given size. Nothing is started: rounds, bytes and tuples
// follow from the program, times from them and from measured rates.

import { recommenderParameters } from '../../apps/recommender/parameters.js';
import { recommender } from '../../apps/recommender/program.js';
import type { BatchSpec } from '../../preprocessing/kinds.js';
import { mergeDemands } from '../../preprocessing/kinds.js';
import type { Instance } from '../../secure/program/instance.js';
import type { Program } from '../../service/program.js';
import { evenly, outlookOf, type Phase, phaseMs, type Scene, versionOf } from '../../service/programs/outlook.js';
import { DEALER_RATES, LOWGEAR_RATES, preprocessingMs } from '../../service/programs/rates.js';
import { queryLayout, tupleCounts } from '../../service/query-spec.js';
import { chooseProgram } from '../program-choice.js';

export interface PlanFlags extends Scene {
  readonly param: Readonly<Record<string, unknown>>;
  readonly rtt: number;
  /** Mbit/s. */
  readonly bandwidth: number;
}

/** What a phase takes from the preprocessing. */
export interface Preprocessing {
  /** Openings under masks that hide statistically: at most 2^-39 each, which add up (SECURITY.md). */
  readonly maskedOpenings: number;
  readonly tuples: Readonly<Record<string, number>>;
  readonly lowgearMs: number;
  readonly dealerMs: number;
}

export interface PlannedPhase {
  readonly name: 'set-up' | 'preparation' | 'question';
  /** Null where only the tuples are known. */
  readonly traffic: { readonly rounds: number; readonly bytesSent: number; readonly ms: number } | null;
  /** Null where nothing is taken. */
  readonly preprocessing: Preprocessing | null;
}

export interface ProgramPlan {
  readonly program: string;
  readonly parameters: unknown;
  readonly parties: number;
  readonly rows: number;
  readonly owners: number;
  readonly rttMs: number;
  readonly mbitPerSecond: number;
  /** Values of an uploaded row, proof digits included. */
  readonly valuesPerRow: number;
  readonly phases: readonly PlannedPhase[];
}

/** @throws UsageError UNKNOWN_PROGRAM, INVALID_ARGUMENT, WIDTH_OVERFLOW, LIMIT_EXCEEDED: what the parties would refuse, too */
export async function planProgram(name: string, flags: PlanFlags): Promise<ProgramPlan> {
  const program = await chooseProgram(name);
  if (program !== undefined) return planDefined(program.instantiate(flags.param), flags);
  // The only program of this build that is not a defined one.
  return planRecommender(recommender(recommenderParameters(flags.param)) as Program, flags);
}

function planDefined(program: Instance, flags: PlanFlags): ProgramPlan {
  const { parties, rtt: rttMs, bandwidth: mbitPerSecond } = flags;
  const { setup, preparation, question, valuesPerRow } = outlookOf(program, flags);
  const traffic = (phase: Phase) => {
    const { rounds, bytesSent } = phase;
    return { rounds, bytesSent, ms: phaseMs(phase, parties, { rttMs, mbitPerSecond }) };
  };
  const before: PlannedPhase[] =
    setup === null
      ? []
      : [{ name: 'set-up', traffic: traffic(setup), preprocessing: preprocessingOf(setup.tuples, parties) }];
  return {
    ...header(program, { ...flags, ...sizeOf(program, flags) }, valuesPerRow),
    phases: [
      ...before,
      {
        name: 'preparation',
        traffic: traffic(preparation),
        preprocessing: preprocessingOf(preparation.tuples, parties),
      },
      { name: 'question', traffic: traffic(question), preprocessing: null },
    ],
  };
}

function sizeOf(program: Instance, flags: PlanFlags): { rows: number; owners: number } {
  const { rows, owners } = versionOf(program, flags.rows, flags.owners);
  return { rows, owners: owners.length };
}

function planRecommender(program: Program, flags: PlanFlags): ProgramPlan {
  const { rows, owners, parties } = flags;
  const matrixIds = new Map(program.residentBlocks.map((block) => [block, block]));
  const shape = { parties, rows, matrixIds, owners: evenly(rows, owners) };
  const layout = queryLayout({ parties }, program);
  const asked = mergeDemands([
    { kind: 'inputMask', n: layout.total },
    { kind: 'zeroTest', n: 1 },
    ...program.queryDemand(shape, layout.inputs.from),
  ]);
  const valuesPerRow = program.upload.blocks.reduce((sum, { width }) => sum + width, 0);
  const bound = mergeDemands(program.bindDemand(shape).flat());
  return {
    ...header(program, flags, valuesPerRow),
    phases: [
      { name: 'set-up', traffic: null, preprocessing: preprocessingOf(bound, parties) },
      { name: 'preparation', traffic: null, preprocessing: preprocessingOf(asked, parties) },
    ],
  };
}

function header({ name, parameters }: { name: string; parameters: string }, flags: PlanFlags, valuesPerRow: number) {
  const { parties, rows, owners, rtt: rttMs, bandwidth: mbitPerSecond } = flags;
  const shown: unknown = JSON.parse(parameters);
  return { program: name, parameters: shown, parties, rows, owners, rttMs, mbitPerSecond, valuesPerRow };
}

function preprocessingOf(spec: BatchSpec, parties: number): Preprocessing {
  return {
    maskedOpenings: spec.reduce((sum, line) => sum + (isMask(line) ? line.n : 0), 0),
    tuples: tupleCounts(spec),
    lowgearMs: preprocessingMs(spec, LOWGEAR_RATES, parties),
    dealerMs: preprocessingMs(spec, DEALER_RATES),
  };
}

type MaskLine = Extract<BatchSpec[number], { kind: 'comparisonMask' | 'truncation' }>;

function isMask(line: BatchSpec[number]): line is MaskLine {
  return line.kind === 'comparisonMask' || line.kind === 'truncation';
}

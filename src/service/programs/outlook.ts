// What a program will cost before anybody runs it: rounds and bytes exactly, as the service will report them, and the tuples of every
// kind. The same schedules as at the parties say so, with no data and no cryptography.

import { maskLayout, placesOf } from '../../io/layout.js';
import { DIGEST_BYTES, ELEMENT_BYTES } from '../../params.js';
import { type BatchSpec, type Demand, mergeDemands } from '../../preprocessing/kinds.js';
import { estimate, type Place } from '../../secure/plan/estimate.js';
import { type Forecast, forecast, type Work } from '../../secure/plan/forecast.js';
import type { Schedule } from '../../secure/plan/schedule.js';
import { outputCount } from '../../secure/program/decode.js';
import type { Instance } from '../../secure/program/instance.js';
import type { RowOwner } from '../program.js';
import { requireQuery } from '../query-spec.js';
import { planOf } from './plans.js';

/** The size of a deployment. */
export interface Scene {
  readonly rows: number;
  /** Clients that share the rows evenly. */
  readonly owners: number;
  readonly parties: number;
}

/** What somebody waits for. */
export interface Phase {
  readonly rounds: number;
  /** Bytes that each party sends, to all others together. */
  readonly bytesSent: number;
  /** Elements that each party goes through; matrixEntries of binding tuples in the phases that bind some. */
  readonly work: Work;
}

export interface Outlook {
  /** Values of one uploaded row, its proof digits included: as many masks are made for it. */
  readonly valuesPerRow: number;
  /** Once per dataset version; null for a program without set-up. */
  readonly setup: (Phase & { readonly tuples: BatchSpec }) | null;
  /** Per question, before it is known. */
  readonly preparation: Phase & { readonly tuples: BatchSpec };
  /** From the question to the answer. */
  readonly question: Phase;
}

/** The session's first frame: what it is about and a nonce; the version. */
const OPENING = { rounds: 1, bytes: DIGEST_BYTES + 32 + ELEMENT_BYTES };
/** Agreement on what the client sent, and that it was proven. */
const CONCLUSION = { rounds: 1, bytes: DIGEST_BYTES + ELEMENT_BYTES };

const NO_WORK: Work = { opened: 0, local: 0, matrixEntries: 0 };

/** @throws UsageError for a program that does not fit this many rows, as planOf and requireQuery */
export function outlookOf(program: Instance, { rows, owners, parties }: Scene): Outlook {
  const { setup, body } = planOf(program, versionOf(program, rows, owners), parties);
  const peers = parties - 1;
  const layout = maskLayout(program.queryStatement, 1, 'fiatShamir', parties, outputCount(program.outputs));
  const asked = forecastOf(program, body, parties, layout.inputs.from, 1);
  const masks: Demand[] = [
    { kind: 'inputMask', n: layout.total },
    { kind: 'zeroTest', n: 1 },
  ];
  const tuples = mergeDemands([...masks, ...asked.demand]);
  requireQuery(tuples, parties);
  return {
    valuesPerRow: program.uploadStatement.blocks.reduce((sum, { width }) => sum + width, 0),
    setup: setup === null ? null : setupPhase(forecastOf(program, setup, parties, 0, 0)),
    preparation: {
      rounds: OPENING.rounds + asked.prepare.rounds,
      bytesSent: peers * OPENING.bytes + asked.prepare.bytesSent,
      work: { ...NO_WORK, matrixEntries: asked.work.matrixEntries },
      tuples,
    },
    question: {
      rounds: CONCLUSION.rounds + asked.run.rounds,
      bytesSent: peers * CONCLUSION.bytes + asked.run.bytesSent,
      work: asked.work,
    },
  };
}

/** Estimated milliseconds of a phase, its messages and what the parties compute. @param place of the slowest connection */
export function phaseMs({ rounds, bytesSent, work }: Phase, parties: number, place: Place): number {
  const run = { rounds, bytesSent, openings: 0, checks: 0 };
  const nothing = { rounds: 0, bytesSent: 0, coins: 0 };
  return estimate({ parties, prepare: nothing, run, work }, place).runMs;
}

function setupPhase({ prepare, run, work, demand }: Forecast): NonNullable<Outlook['setup']> {
  const { matrixEntries } = work;
  return {
    rounds: prepare.rounds + run.rounds,
    bytesSent: prepare.bytesSent + run.bytesSent,
    work: { ...work, matrixEntries: 2 * matrixEntries },
    tuples: demand,
  };
}

function forecastOf(program: Instance, plan: Schedule, parties: number, inputs: number, extraCoins: number): Forecast {
  // A matrix is named by its block: there is none yet.
  const matrices = Object.fromEntries(program.residentBlocks.map((block) => [block, block]));
  const places = [...placesOf(program.queryStatement, 1)];
  const inputOffsets = Object.fromEntries(places.map(([name, { offset }]) => [name, inputs + offset]));
  return forecast(plan, { parties, matrices, inputOffsets, extraCoins });
}

/** The rows and their owners: those that the program's parameters name, or as many as are asked for. */
export function versionOf(program: Instance, rows: number, owners: number): { rows: number; owners: RowOwner[] } {
  if (program.owners === null) return { rows, owners: evenly(rows, owners) };
  const named = program.owners.map(({ client, from, to }) => ({ client, rows: { from, to } }));
  return { rows: named.at(-1)?.rows.to ?? 0, owners: named };
}

/** Rows in equal parts, one upload each. */
export function evenly(rows: number, owners: number): RowOwner[] {
  const count = Math.min(rows, owners);
  return Array.from({ length: count }, (_, k) => {
    const [from, to] = [Math.floor((k * rows) / count), Math.floor(((k + 1) * rows) / count)];
    return { client: `client ${k}`, rows: { from, to } };
  });
}

// Made-up treatment records for demos, tests and benchmarks: patients whose earlier treatments failed carry mutations against the drugs
// they had, in the groups in which they appear; a new treatment is chosen and fails after an exponentially distributed time whose hazard
// grows with every step that the virus's mutations take from the drugs. The seed is public and the data are nobody's.

import { Draws } from '../draws.js';
import { type DrugClass, MUTATIONS, type Mutation } from './mutations.js';
import { longestTime, type TreatmentParameters } from './parameters.js';
import { checkCount, type PatientQuery, type TreatmentRecords } from './records.js';
import { classOf, type Treatment, treatmentCatalogue } from './treatments.js';

/** Treatments that failed before, 0 to 3, in percent of patients. */
const FAILED_BEFORE = [25, 35, 25, 15];
/** Of a class's mutations that patients have without ever having had its drugs: with it one in ten carries an NNRTI mutation [RCF19]. */
const TRANSMITTED = 0.04;
/** Share of columns that are polymorphisms without effect, and how frequent those are. */
const BACKGROUND_SHARE = 0.18;
const BACKGROUND = [0.02, 0.4] as const;
/** Mean time of a fully active treatment, what a step of resistance multiplies the hazard by, and most steps that count. */
const MEAN_DAYS = 1800;
const HAZARD_PER_STEP = 1.25;
const MOST_STEPS = 12;
/** Doctors avoid resistance: a step makes a treatment that much less likely. */
const AVOIDED_PER_STEP = 0.8;

/** Names of the columns, and records of nobody. */
export interface GeneratedRecords extends TreatmentRecords {
  readonly mutationNames: readonly string[];
  readonly treatmentNames: readonly string[];
}

/**
 * Deterministic synthetic records.
 * @param records  1..maxRecords      @param seed  the same seed, number and parameters give the same records on every machine
 * @throws INVALID_ARGUMENT, LIMIT_EXCEEDED  before anything is allocated
 */
export function generateRecords(records: number, seed: number | string, p: TreatmentParameters): GeneratedRecords {
  checkCount(records, p);
  const world = new World(p, new Draws(`${seed}/world`));
  const draws = new Draws(seed);
  const mutations = new Uint8Array(records * p.mutations);
  const treatments = new Uint16Array(records);
  const days = new Uint32Array(records);
  for (let i = 0; i < records; i++) {
    const virus = mutations.subarray(i * p.mutations, (i + 1) * p.mutations);
    world.infect(virus, draws);
    const steps = world.resistance(virus);
    treatments[i] = world.choose(steps, draws);
    days[i] = daysUntilFailure(steps[treatments[i] as number] as number, longestTime(p), draws);
  }
  return {
    records,
    mutations,
    treatments,
    days,
    mutationNames: world.names,
    treatmentNames: world.treatments.map(({ name }) => name),
  };
}

/**
 * A patient of the same population who is not among the records, with every treatment selected.
 * @param seed  that of the records      @param number  which patient
 * @throws INVALID_ARGUMENT
 */
export function generatePatient(seed: number | string, number: number, p: TreatmentParameters): PatientQuery {
  const mutations = new Uint8Array(p.mutations);
  new World(p, new Draws(`${seed}/world`)).infect(mutations, new Draws(`${seed}/patient/${number}`));
  return { mutations, selected: new Uint8Array(p.treatments).fill(1) };
}

function daysUntilFailure(steps: number, longest: number, draws: Draws): number {
  let hazard = 1;
  for (let k = 0; k < Math.min(steps, MOST_STEPS); k++) hazard *= HAZARD_PER_STEP;
  return Math.min(longest, 1 + Math.floor((MEAN_DAYS / hazard) * draws.exponential()));
}

/** What all patients of one data set share: the columns, how frequent each mutation is, the treatments. */
class World {
  readonly names: readonly string[];
  readonly treatments: readonly Treatment[];
  readonly #mutations: readonly (Mutation & { readonly frequency: number })[];
  readonly #background: readonly number[];
  /** Per group of mutations that come together, the class and how frequent the group is. */
  readonly #patterns: ReadonlyMap<string, { readonly drugClass: DrugClass; readonly frequency: number }>;
  readonly #popularity: readonly number[];

  constructor(p: TreatmentParameters, draws: Draws) {
    const effective = Math.min(MUTATIONS.length, p.mutations - Math.floor(p.mutations * BACKGROUND_SHARE));
    this.#mutations = MUTATIONS.slice(0, effective).map((mutation) => ({
      ...mutation,
      frequency: draws.between(mutation.low, mutation.high) / 100,
    }));
    this.#background = Array.from({ length: p.mutations - effective }, () => draws.between(...BACKGROUND));
    this.names = [
      ...this.#mutations.map(({ name }) => name),
      ...this.#background.map((_, k) => `polymorphism ${k + 1}`),
    ];
    this.#patterns = patternsOf(this.#mutations);
    this.treatments = treatmentCatalogue(p.treatments);
    this.#popularity = this.treatments.map((_, rank) => 1 / (rank + 6));
  }

  /** Draws a patient's history and the mutations it left. @param virus G zeros, written */
  infect(virus: Uint8Array, draws: Draws): void {
    const exposed = new Set<DrugClass>();
    for (let k = draws.weighted(FAILED_BEFORE); k > 0; k--) {
      const failed = this.treatments[draws.weighted(this.#popularity)] as Treatment;
      for (const drug of failed.drugs) exposed.add(classOf(drug));
    }
    const active = new Set<string>();
    for (const [pattern, { drugClass, frequency }] of this.#patterns) {
      // K65R and the thymidine mutations exclude each other.
      const excluded = pattern === 'k65' && (active.has('tam1') || active.has('tam2'));
      if (draws.chance(frequency) && exposed.has(drugClass) && !excluded) active.add(pattern);
    }
    this.#mutations.forEach((mutation, g) => {
      if (draws.chance(this.#frequencyIn(mutation, exposed, active))) virus[g] = 1;
    });
    this.#background.forEach((frequency, k) => {
      if (draws.chance(frequency)) virus[this.#mutations.length + k] = 1;
    });
  }

  /** Per treatment, how many steps of resistance the virus has against its drugs. */
  resistance(virus: Uint8Array): number[] {
    const lost = new Map<string, number>();
    this.#mutations.forEach(({ weakens }, g) => {
      if (virus[g] === 0) return;
      for (const [drug, steps] of weakens) lost.set(drug, Math.min(4, (lost.get(drug) ?? 0) + steps));
    });
    return this.treatments.map(({ drugs }) => drugs.reduce((sum, drug) => sum + (lost.get(drug) ?? 0), 0));
  }

  /** A treatment: the common ones more often, and those that the virus resists less often. */
  choose(steps: readonly number[], draws: Draws): number {
    const weights = steps.map((n, t) => {
      let weight = this.#popularity[t] as number;
      for (let k = 0; k < n; k++) weight *= AVOIDED_PER_STEP;
      return weight;
    });
    return draws.weighted(weights);
  }

  #frequencyIn(
    { drugClass, pattern, frequency }: Mutation & { readonly frequency: number },
    exposed: ReadonlySet<DrugClass>,
    active: ReadonlySet<string>,
  ): number {
    if (!exposed.has(drugClass)) return frequency * TRANSMITTED;
    if (pattern === undefined) return frequency;
    // Given its group a mutation is more frequent by as much as the group is rarer than always.
    return active.has(pattern) ? frequency / (this.#patterns.get(pattern)?.frequency ?? 1) : 0;
  }
}

/** A group is a quarter more frequent than its most frequent mutation, so that none of them is always there. */
function patternsOf(mutations: readonly (Mutation & { readonly frequency: number })[]) {
  const patterns = new Map<string, { drugClass: DrugClass; frequency: number }>();
  for (const { pattern, drugClass, frequency } of mutations) {
    if (pattern === undefined) continue;
    const before = patterns.get(pattern)?.frequency ?? 0;
    patterns.set(pattern, { drugClass, frequency: Math.min(1, Math.max(before, 1.25 * frequency)) });
  }
  return new Map([...patterns].sort(([a], [b]) => (a === 'k65' ? 1 : 0) - (b === 'k65' ? 1 : 0)));
}

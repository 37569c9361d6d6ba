// Combinations of drugs as treatments for made-up records: two of the NRTI class and a third drug of another, the common ones first;
// then four combinations of two or three newer drugs; then, for large experiments, two third drugs of different classes.

import { UsageError } from '../../errors.js';
import type { DrugClass } from './mutations.js';

export interface Treatment {
  /** Drugs joined by +. */
  readonly name: string;
  readonly drugs: readonly string[];
}

const BACKBONES = ['TDF+FTC', 'TDF+3TC', 'ABC+3TC', 'TAF+FTC', 'AZT+3TC', 'd4T+3TC', 'TDF+ABC', 'AZT+ABC'];

/** The third drugs and their classes, the common ones first. */
const THIRD: readonly (readonly [string, DrugClass])[] = [
  ['DTG', 'INSTI'],
  ['EFV', 'NNRTI'],
  ['DRV', 'PI'],
  ['RAL', 'INSTI'],
  ['ATV', 'PI'],
  ['LPV', 'PI'],
  ['NVP', 'NNRTI'],
  ['RPV', 'NNRTI'],
  ['BIC', 'INSTI'],
  ['EVG', 'INSTI'],
  ['ETR', 'NNRTI'],
  ['DOR', 'NNRTI'],
];

const WITHOUT_BACKBONE = ['3TC+DTG', 'RPV+DTG', 'DRV+RAL', '3TC+LPV'];

const CLASSES = new Map<string, DrugClass>(THIRD);

export function classOf(drug: string): DrugClass {
  return CLASSES.get(drug) ?? 'NRTI';
}

/**
 * The first `count` treatments.
 * @throws INVALID_ARGUMENT  if there are not so many
 */
export function treatmentCatalogue(count: number): readonly Treatment[] {
  const all = [...withThirdDrug(), ...WITHOUT_BACKBONE, ...withTwoThirdDrugs()];
  if (count > all.length) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `expected at most ${all.length} treatments to make records of, got ${count}`,
    );
  }
  return all.slice(0, count).map((name) => ({ name, drugs: name.split('+') }));
}

function withThirdDrug(): string[] {
  const pairs = BACKBONES.flatMap((backbone, i) =>
    THIRD.map(([drug], j) => ({ name: `${backbone}+${drug}`, rank: (i + 1) * (j + 1) })),
  );
  return pairs.sort((a, b) => a.rank - b.rank).map(({ name }) => name);
}

function withTwoThirdDrugs(): string[] {
  return BACKBONES.flatMap((backbone) =>
    THIRD.flatMap(([first, firstClass], i) =>
      THIRD.slice(i + 1)
        .filter(([, secondClass]) => secondClass !== firstClass)
        .map(([second]) => `${backbone}+${first}+${second}`),
    ),
  );
}

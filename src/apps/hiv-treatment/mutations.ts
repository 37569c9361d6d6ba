// Resistance mutations of HIV-1 for made-up records: names as in the lists of the IAS-USA [WCC22], which drugs they weaken in four
// steps, which tend to appear together, and how often they are seen after treatment with drugs of their class has failed. The frequencies are
// ranges in whole percent around published ones: M184V 42 % and L90M 24 % [SCA08], K65R and K70E together up to 57 % after tenofovir [GTN16],
// thymidine mutations in two groups that exclude K65R. They are meant to look right, not to be quoted: never use this table for treatment.

export type DrugClass = 'NRTI' | 'NNRTI' | 'PI' | 'INSTI';

/** A mutation of the catalogue. */
export interface Mutation {
  readonly name: string;
  readonly drugClass: DrugClass;
  /** Percent of patients who have it after drugs of the class failed. */
  readonly low: number;
  readonly high: number;
  /** Mutations with the same mark come together. */
  readonly pattern: string | undefined;
  /** How much a drug loses, 1 (little) to 4 (useless). */
  readonly weakens: ReadonlyMap<string, number>;
}

/** One per entry: name, percent low-high, pattern or -, drugs with their steps. */
const TABLE: Readonly<Record<DrugClass, readonly string[]>> = {
  NRTI: [
    'M184V 40-60 - 3TC:4 FTC:4 ABC:1',
    'M41L 15-30 tam1 AZT:2 d4T:2 ABC:1 TDF:1',
    'T215Y 15-28 tam1 AZT:4 d4T:3 ABC:1 TDF:1',
    'D67N 12-25 tam2 AZT:2 d4T:2',
    'L210W 8-18 tam1 AZT:2 d4T:2 TDF:1',
    'K70R 8-18 tam2 AZT:3 d4T:2',
    'K65R 10-30 k65 TDF:4 TAF:3 ABC:3 3TC:2 FTC:2 d4T:2',
    'K219Q 5-12 tam2 AZT:1 d4T:1',
    'V118I 5-12 tam1',
    'T215F 4-9 tam2 AZT:4 d4T:3',
    'L74V 4-9 - ABC:3',
    'K219E 3-8 tam2 AZT:1 d4T:1',
    'E44D 3-8 tam1',
    'T69D 3-8 - d4T:1',
    'K70E 2-6 k65 TDF:2 TAF:1 ABC:1',
    'A62V 2-6 q151',
    'L74I 2-5 - ABC:3',
    'Y115F 1-4 k65 ABC:4 TDF:1',
    'M184I 1-4 - 3TC:4 FTC:4 ABC:1',
    'Q151M 1-3 q151 AZT:4 d4T:4 ABC:3 TDF:1',
    'V75M 1-3 - d4T:2',
    'F77L 1-2 q151',
    'F116Y 1-2 q151',
  ],
  NNRTI: [
    'K103N 30-50 k103 EFV:4 NVP:4',
    'Y181C 15-28 y181 NVP:4 EFV:2 ETR:2 RPV:3',
    'G190A 12-22 - NVP:4 EFV:3 RPV:1',
    'K101E 6-14 y181 NVP:2 EFV:1 RPV:3 ETR:1',
    'V106M 4-15 - EFV:4 NVP:4 DOR:2',
    'A98G 6-13 - NVP:2 EFV:1 RPV:1',
    'V108I 6-12 - NVP:1 EFV:1',
    'P225H 5-12 k103 EFV:3 NVP:2 DOR:1',
    'H221Y 4-10 y181 NVP:1 RPV:1',
    'Y188L 3-8 - NVP:4 EFV:4 RPV:4 DOR:4',
    'L100I 3-7 k103 EFV:4 NVP:3 RPV:4 ETR:2',
    'V90I 3-7 -',
    'E138A 3-6 - RPV:2 ETR:1',
    'V179D 2-6 -',
    'F227L 2-5 - DOR:4 NVP:2',
    'K238T 2-4 k103 NVP:2 EFV:2',
    'E138K 1-4 - RPV:3',
    'M230L 1-4 - NVP:3 EFV:3 RPV:3 ETR:3 DOR:3',
    'G190S 1-4 - NVP:4 EFV:4 DOR:2',
    'V106A 1-3 - NVP:4 EFV:3 DOR:4',
    'K103S 1-3 - NVP:4 EFV:3',
    'K101P 1-3 k103 NVP:4 EFV:4 RPV:4 ETR:4',
  ],
  PI: [
    'L90M 15-28 pi2 ATV:2 LPV:1',
    'M46I 12-22 pi1 ATV:1 LPV:2',
    'I54V 12-22 pi1 ATV:2 LPV:2',
    'V82A 12-22 pi1 ATV:2 LPV:3',
    'I84V 8-16 pi2 ATV:4 LPV:2 DRV:1',
    'L33F 5-12 pi1 LPV:1 DRV:1',
    'D30N 4-10 d30',
    'M46L 4-9 pi2 ATV:1 LPV:1',
    'G73S 4-9 pi2 ATV:1',
    'L10F 4-9 pi1',
    'V32I 3-7 pi1 LPV:2 DRV:2',
    'F53L 3-7 pi1',
    'N88D 3-7 d30',
    'I47V 3-6 pi1 LPV:2 DRV:1',
    'I50L 2-6 - ATV:4',
    'L76V 2-5 - LPV:3 DRV:3',
    'G48V 2-5 pi1 ATV:3',
    'L24I 2-5 pi1 LPV:1',
    'I50V 1-4 - LPV:3 DRV:3',
    'I54L 1-4 - LPV:2 DRV:2',
    'N88S 1-4 - ATV:4',
    'I54M 1-3 - LPV:2 DRV:2',
    'V82T 1-3 - ATV:2 LPV:3',
    'T74P 1-3 pi2 DRV:1',
  ],
  INSTI: [
    'N155H 10-20 - RAL:4 EVG:4 DTG:1 BIC:1',
    'Q148H 6-15 q148 RAL:4 EVG:4 DTG:3 BIC:3',
    'G140S 6-15 q148 RAL:2 EVG:2 DTG:2 BIC:2',
    'T97A 4-10 - RAL:1 EVG:1',
    'Y143R 4-9 - RAL:4 EVG:1',
    'E92Q 3-8 - EVG:4 RAL:2',
    'IN:E138K 3-8 q148 RAL:1 EVG:1 DTG:1 BIC:1',
    'G163R 3-8 - RAL:1',
    'T66I 2-5 - EVG:4 RAL:1',
    'Q148R 2-5 - RAL:4 EVG:4 DTG:2 BIC:2',
    'R263K 1-4 - DTG:2 BIC:2 EVG:2',
    'S147G 1-4 - EVG:3',
    'G118R 1-2 - DTG:4 BIC:4 RAL:4 EVG:4',
  ],
};

/** All mutations, the most frequent first. */
export const MUTATIONS: readonly Mutation[] = Object.entries(TABLE)
  .flatMap(([drugClass, entries]) => entries.map((entry) => parse(drugClass as DrugClass, entry)))
  .sort((a, b) => b.high - a.high);

function parse(drugClass: DrugClass, entry: string): Mutation {
  const [name = '', percent = '', pattern = '', ...steps] = entry.split(' ');
  const [low = 0, high = 0] = percent.split('-').map(Number);
  const weakens = new Map(
    steps.map((step) => step.split(':') as [string, string]).map(([drug, n]) => [drug, Number(n)]),
  );
  return { name, drugClass, low, high, pattern: pattern === '-' ? undefined : pattern, weakens };
}

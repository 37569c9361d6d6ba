// The recommender's public parameters: what all parties and all clients must agree on, checked once, together with
// the numbers that follow from them. Ranges are chosen so that the planner's claim "every compared value is below
// 2^(k-1)" holds by arithmetic: scale^2 < 2^19, and fewer than 2^19 users. Source: [EVTL12] (algorithm, reference setting).

import { z } from 'zod';
import { MAX_COMPARISON_BITS } from '../../params.js';
import { checkedParameters } from '../checked-parameters.js';

/** Ratings are whole stars; in a sparse item 0 means "not rated". */
export const RATING_MIN = 1;
export const RATING_MAX = 5;

/** Bits of a range-proof digit: entries and the slack of the norm are proven by base-4 digits. */
export const PROOF_DIGIT_BITS = 2;

/** Exclusive bound on a squared norm, a similarity, and a number of users: 2^(k-1), k = 20. */
const COMPARISON_BOUND = 2 ** (MAX_COMPARISON_BITS - 1);
const MAX_SCALE = Math.floor(Math.sqrt(COMPARISON_BOUND - 1));
const MAX_ITEMS = 100_000;
/** Delta is a decimal of at most six places, so that the threshold is computed in integers. */
const DELTA_UNIT = 1_000_000;

const Options = z
  .strictObject({
    items: z.int().min(2).max(MAX_ITEMS).default(1000),
    dense: z.int().min(1).max(MAX_ITEMS).default(20),
    scale: z.int().min(RATING_MAX).max(MAX_SCALE).default(700),
    delta: z
      .number()
      .gt(0)
      .max(1)
      .refine((delta) => Math.round(delta * DELTA_UNIT) / DELTA_UNIT === delta, 'expected at most 6 decimal places')
      .default(0.87),
    minimumNeighbours: z
      .int()
      .min(1)
      .max(COMPARISON_BOUND - 1)
      .default(5),
    digitWidth: z.int().min(1).max(8).default(4),
  })
  .refine((options) => options.dense < options.items, {
    path: ['dense'],
    message: 'expected fewer dense items than items',
  });

/** What a caller may choose; every field has the reference setting as its default. */
export type RecommenderOptions = z.input<typeof Options>;

/** The checked choice and all that follows from it. Public: part of what the parties hash into a session. */
export interface RecommenderParameters {
  /** M: items in a row, the dense ones first. */
  readonly items: number;
  /** R: items that everybody has rated; similarity is computed on them. */
  readonly dense: number;
  /** M - R: items that may be unrated; these are recommended. */
  readonly sparse: number;
  /** s: a normalised dense vector has length at most s. */
  readonly scale: number;
  /** s^2, an upper bound of every similarity; below 2^19. */
  readonly squaredScale: number;
  /** Cosine from which two users count as similar, in (0, 1]. */
  readonly delta: number;
  /** ceil(s^2 delta), in [1, s^2]: similar means similarity >= threshold. */
  readonly threshold: number;
  /** Fewer similar users than this and nothing is shown. 1 means: no suppression. */
  readonly minimumNeighbours: number;
  /** w: bits per digit of a comparison mask's tables. */
  readonly digitWidth: number;
  /** k: width of both comparisons (similarity and neighbour count). */
  readonly comparisonBits: number;
  /** Base-4 digits that hold one normalised entry, 0..s. */
  readonly entryDigits: number;
  /** Base-4 digits that hold the slack s^2 - |v~|^2, 0..s^2. */
  readonly slackDigits: number;
  /** Digits a client proves in 0..3 per row: dense * entryDigits + slackDigits. */
  readonly proofDigits: number;
  /** Most rows a dataset may have, so that the neighbour count stays inside the comparison. */
  readonly maxUsers: number;
}

/**
 * Checks the public parameters and derives the rest.
 * @param options  anything; missing fields get the reference setting (1000 items, 20 dense, s = 700, delta = 0.87)
 * @returns frozen parameters
 * @throws INVALID_ARGUMENT  naming every field that is out of range or unknown
 */
export function recommenderParameters(options: unknown = {}): RecommenderParameters {
  const { items, dense, scale, delta, minimumNeighbours, digitWidth } = checkedParameters(
    'recommender',
    Options,
    options,
  );
  const squaredScale = scale * scale;
  const entryDigits = base4Digits(scale);
  const slackDigits = base4Digits(squaredScale);
  return Object.freeze({
    items,
    dense,
    sparse: items - dense,
    scale,
    squaredScale,
    delta,
    // 0.87 s^2 in floating point is a hair above 426300; in integers (millionths) the ceiling is exact.
    threshold: Math.ceil((squaredScale * Math.round(delta * DELTA_UNIT)) / DELTA_UNIT),
    minimumNeighbours,
    digitWidth,
    comparisonBits: MAX_COMPARISON_BITS,
    entryDigits,
    slackDigits,
    proofDigits: dense * entryDigits + slackDigits,
    maxUsers: COMPARISON_BOUND - 1,
  });
}

function base4Digits(largest: number): number {
  let digits = 1;
  while (2 ** (PROOF_DIGIT_BITS * digits) <= largest) digits += 1;
  return digits;
}

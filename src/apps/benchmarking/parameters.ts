// The public parameters of the benchmark: which figures are compared, between which bounds they are encoded, and which of them are
// better small or large. All companies must agree on them before anybody uploads.

import { z } from 'zod';
import { checkedParameters } from '../checked-parameters.js';

const MAX_METRICS = 64;
const MAX_COMPANIES = 2 ** 20;
const TEXT = /^[^\p{Cc}]{1,80}$/u;

const Metric = z
  .strictObject({
    name: z.string().regex(TEXT, 'expected 1 to 80 characters without control characters'),
    unit: z.string().regex(TEXT).or(z.literal('')).default(''),
    /** The figure that is encoded as 0. */
    min: z.number().default(0),
    /** The figure that is encoded as 2^bits - 1. */
    max: z.number(),
    /** An input is better small, an output is better large; others count for no efficiency. */
    role: z.enum(['input', 'output', 'other']).default('other'),
  })
  .refine(({ min, max }) => max > min && Number.isFinite(max - min), {
    path: ['max'],
    message: 'expected a largest figure above the smallest',
  });

/** One figure that every company reports. */
export type Metric = Readonly<z.output<typeof Metric>>;

/** Eight figures of a manufacturer: six that it uses up, two that it makes. */
export const MANUFACTURING: readonly Metric[] = [
  { name: 'staff', unit: 'full-time posts', min: 0, max: 2000, role: 'input' },
  { name: 'wages', unit: 'thousand EUR a year', min: 0, max: 100_000, role: 'input' },
  { name: 'materials', unit: 'thousand EUR a year', min: 0, max: 200_000, role: 'input' },
  { name: 'energy', unit: 'MWh a year', min: 0, max: 50_000, role: 'input' },
  { name: 'capital', unit: 'thousand EUR', min: 0, max: 150_000, role: 'input' },
  { name: 'emissions', unit: 't CO2e a year', min: 0, max: 20_000, role: 'input' },
  { name: 'sales', unit: 'thousand EUR a year', min: 0, max: 400_000, role: 'output' },
  { name: 'deliveries', unit: 'thousand a year', min: 0, max: 10_000, role: 'output' },
];

/** Checks the parameters, from wherever they come. */
export const BenchmarkParameters = z
  .strictObject({
    metrics: z
      .array(Metric)
      .min(1)
      .max(MAX_METRICS)
      .default(() => [...MANUFACTURING]),
    /** Bits of an encoded figure. */
    bits: z.int().min(2).max(16).default(16),
    /** A dataset of fewer companies answers nobody. */
    minimumCompanies: z.int().min(2).max(MAX_COMPANIES).default(10),
    maxCompanies: z.int().min(2).max(MAX_COMPANIES).default(10_000),
  })
  .refine(({ metrics }) => metrics.some(({ role }) => role !== 'other'), {
    path: ['metrics'],
    message: 'expected at least one input or output: efficiency is measured on them',
  })
  .refine(({ metrics }) => new Set(metrics.map(({ name }) => name)).size === metrics.length, {
    path: ['metrics'],
    message: 'expected different names',
  });

export type BenchmarkOptions = z.input<typeof BenchmarkParameters>;
export type BenchmarkParameters = Readonly<z.output<typeof BenchmarkParameters>>;

/**
 * Checks the public parameters.
 * @param options  anything; missing fields get the defaults: eight metrics of a manufacturer, 16 bits, at least 10 companies
 * @throws INVALID_ARGUMENT  naming every field that is out of range or unknown
 */
export function benchmarkParameters(options: unknown = {}): BenchmarkParameters {
  return checkedParameters('benchmark', BenchmarkParameters, options);
}

// Public parameters from wherever they come, checked against an application's own schema.

import type { z } from 'zod';
import { UsageError } from '../errors.js';

/**
 * @param application for the error
 * @returns the parameters with their defaults, frozen
 * @throws INVALID_ARGUMENT  naming every field that is out of range or unknown
 */
export function checkedParameters<P>(application: string, schema: z.ZodType<P>, options: unknown): Readonly<P> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return Object.freeze(parsed.data);
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
  throw new UsageError('INVALID_ARGUMENT', `${application} parameters: ${issues.join('; ')}`);
}

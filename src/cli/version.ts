// The version in package.json, which lies above the compiled code.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packagePath } from './package-path.js';

/** As in package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

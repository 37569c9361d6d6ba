// A worker that dies: as long as the file named in its environment holds a number above 0, it counts it down and exits in
// the middle of a task. After that it is the ordinary worker.

import { readFileSync, writeFileSync } from 'node:fs';
import run from '../../src/pool/worker.js';

export default async function dyingRun(job: Parameters<typeof run>[0]): Promise<unknown> {
  const path = process.env.TESSERA_TEST_DEATHS ?? '';
  const deaths = path === '' ? 0 : Number(readFileSync(path, 'utf8'));
  if (deaths > 0 && job.task !== 'idle') {
    writeFileSync(path, String(deaths - 1));
    process.exit(1);
  }
  return await run(job);
}

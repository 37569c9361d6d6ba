#!/usr/bin/env node
// The command `tessera`.

import { run } from './run.js';

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), { out: process.stdout, err: process.stderr });

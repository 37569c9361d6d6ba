// `tessera plan`: what a program will cost, before any party runs it.

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { parameter, wholeNumber } from '../arguments.js';
import { subcommand, type Terminal } from '../command.js';
import type { PlanFlags } from '../plan/plan.js';

const MAX_ROWS = 1 << 24;

export function planCommand(parent: Command, terminal: Terminal): void {
  subcommand(
    parent,
    'plan',
    'say what a program will cost: rounds, bytes, tuples and time, before anything is started',
    'tessera plan hiv-treatment --rows 20000 --param mutations=100 --rtt 10',
  )
    .argument('<program>', 'name of a program, or file of a module (file#name if it holds several)')
    .option(
      '--rows <n>',
      'rows of the dataset (of programs that name their clients, theirs)',
      wholeNumber(1, MAX_ROWS),
      1000,
    )
    .option('--owners <n>', 'clients that share the rows evenly', wholeNumber(1, MAX_ROWS), 1)
    .option('--param <key=value>', 'a public parameter; repeatable, values as JSON', parameter, {})
    .option('--parties <n>', 'parties', wholeNumber(2, 256), 2)
    .option('--rtt <ms>', 'round-trip time between two parties', positive, 1)
    .option('--bandwidth <mbit>', 'what a party can send, in Mbit/s', positive, 1000)
    .option('--json', 'print the plan as one JSON object')
    .action(async (program: string, { json, ...flags }: PlanFlags & { json?: boolean }) => {
      const [{ planProgram }, { renderPlan }] = await Promise.all([
        import('../plan/plan.js'),
        import('../plan/render.js'),
      ]);
      const plan = await planProgram(program, flags);
      terminal.out.write(`${json === true ? JSON.stringify(plan) : renderPlan(plan)}\n`);
    });
}

function positive(text: string): number {
  const value = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected a positive decimal.');
}

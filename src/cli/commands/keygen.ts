// `tessera keygen`: keys, certificates and configurations of a deployment, in one directory.

import { type Command, Option } from 'commander';
import { list, wholeNumber } from '../arguments.js';
import { subcommand, type Terminal } from '../command.js';

const DEFAULT_BASE_PORT = 9000;
const MAX_PARTIES = 256;

interface KeygenFlags {
  readonly dir: string;
  readonly parties: number;
  readonly hosts?: string[];
  readonly basePort: number;
  readonly dealer?: boolean;
  readonly registration: 'open' | 'listed';
}

export function keygenCommand(parent: Command, terminal: Terminal): void {
  subcommand(
    parent,
    'keygen',
    'write keys, certificates and configurations for parties, dealer and clients',
    'tessera keygen --dir deployment --parties 3 --hosts mpc0.example.org,mpc1.example.org,mpc2.example.org',
  )
    .requiredOption('--dir <dir>', 'directory to write to; nothing in it is overwritten')
    .requiredOption('--parties <n>', 'number of parties', wholeNumber(2, MAX_PARTIES))
    .option(
      '--hosts <h0,h1,...>',
      'host names: one for all, or one per party and then the dealer (default: localhost)',
      list,
    )
    .option(
      '--base-port <p>',
      'party i listens on P + i, the dealer after them',
      wholeNumber(1, 65_535),
      DEFAULT_BASE_PORT,
    )
    .option('--dealer', 'also configure a dealer, a trusted third party (see "tessera dealer --help")')
    .addOption(
      new Option('--registration <who>', 'who may be a client: anybody, or only keys listed in the configuration')
        .choices(['open', 'listed'])
        .default('open'),
    )
    .action(async (flags: KeygenFlags) => {
      const { keygen } = await import('../../net/keygen.js');
      const files = await keygen({ ...flags, dealer: flags.dealer === true });
      terminal.out.write(`${[...files.map((file) => `wrote ${file}`), '', ...nextSteps(flags)].join('\n')}\n`);
    });
}

function nextSteps({ parties, dealer }: KeygenFlags): string[] {
  const steps = [
    `Next: give party I (0..${parties - 1}) its files ca.pem, party-I.json, party-I.pem and party-I.key, and nobody else the key.`,
    'Name the programs it offers in party-I.json (see README.md), then start it there:',
    `  tessera party --config party-I.json${dealer === true ? ' --preprocessing dealer' : ''}`,
  ];
  if (dealer === true) {
    steps.push('Likewise ca.pem and dealer.* for the dealer, who must be trusted by everybody:');
    steps.push('  tessera dealer --config dealer.json');
  }
  return [...steps, 'Clients need parties.json and ca.pem.'];
}

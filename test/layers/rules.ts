// The layers as tables: who may import whom, and who may rely on Node. CONTRIBUTING.md explains them.

/** Rank of every unit: a folder of src, a file directly in src, or assembly. Imports go from high to low. */
export const RANKS: Readonly<Record<string, number>> = {
  cli: 15,
  apps: 14,
  service: 13,
  client: 12,
  net: 12,
  pool: 12,
  io: 11,
  secure: 10,
  online: 9,
  preprocessing: 8,
  sharing: 7,
  protocol: 6,
  she: 5,
  crypto: 4,
  math: 3,
  kernel: 2,
  errors: 1,
  params: 1,
  assembly: 0,
};

/** The public entry: it may import everything, and nothing imports it. */
export const BARREL = 'src/index.ts';

/** All that the rest of src sees of the kernel. */
export const KERNEL_ENTRY = 'src/kernel/index.ts';

/** Path prefixes of the code that runs under Node only; all else runs in a browser. */
export const NODE_PLACES = [
  'src/net/',
  'src/pool/',
  'src/preprocessing/store/',
  'src/service/',
  'src/cli/',
  'src/client/node/',
  'src/client/node.ts',
];

/** Packages that work under Node only, and that of those places only the ones near the edge may use. */
export const NODE_PACKAGES: ReadonlySet<string> = new Set([
  'cli-progress',
  'cli-table3',
  'commander',
  'pino',
  'piscina',
  'undici',
]);

export const NODE_PACKAGE_PLACES = NODE_PLACES.filter((place) => !place.startsWith('src/preprocessing/'));

/** Globals that exist under Node only. */
export const NODE_GLOBALS: ReadonlySet<string> = new Set([
  'Buffer',
  'NodeJS',
  '__dirname',
  '__filename',
  'clearImmediate',
  'global',
  'process',
  'require',
  'setImmediate',
]);

/** The only file that imports what it is told to: an operator's own programs. */
export const COMPUTED_IMPORT_FILE = 'src/cli/compose/program-modules.ts';

/** The only place that may write to the console. */
export const CONSOLE_PLACE = 'src/cli/';

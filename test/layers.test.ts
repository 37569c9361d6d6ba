// The architecture as a test: every source file against the layer rules, and every rule against inputs that break it,
// because a rule that cannot fail guards nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { check, type Rule, unitOf } from './layers/check.js';
import { BARREL, RANKS } from './layers/rules.js';
import { readManifest, readTree } from './support/repository.js';

const sources = [...readTree('src', '.ts'), ...readTree('assembly', '.ts')];
const packages = new Set(Object.keys(readManifest().dependencies));

const tree = suite('layers: this repository');

tree('the sources are found', () => {
  assert.ok(sources.some(({ path }) => path === 'src/errors.ts'));
  assert.ok(sources.some(({ path }) => path.startsWith('src/protocol/')));
});

tree('no file breaks a rule', () => {
  const findings = sources.flatMap((source) => check(source, packages));
  const report = findings.map(({ where, rule, message }) => `${where}  [${rule}] ${message}`);
  assert.is(report.length, 0, report.join('\n    '));
});

tree.run();

/** [what happens, in which file, with which text, the rule it breaks or undefined] */
type Case = readonly [title: string, path: string, text: string, rule: Rule | undefined];

const cases: readonly Case[] = [
  ['importing a lower layer', 'src/sharing/open.ts', `import { run } from '../protocol/run.js';`, undefined],
  ['importing a neighbour in the same folder', 'src/math/matrix.ts', `import { V } from './vector.js';`, undefined],
  ['importing errors', 'src/kernel/arena.ts', `import { UsageError } from '../errors.js';`, undefined],
  ['importing from a sub-folder', 'src/online/a/b.ts', `import { V } from '../../math/vector.js';`, undefined],
  ['importing a higher layer', 'src/math/vector.ts', `import { open } from '../sharing/open.js';`, 'upward'],
  ['importing only a type of a higher layer', 'src/she/key.ts', `import type { P } from '../protocol/p.js';`, 'upward'],
  ['importing a type in place', 'src/she/key.ts', `let p: import('../protocol/p.js').P;`, 'upward'],
  ['re-exporting a higher layer', 'src/math/index.ts', `export * from '../crypto/hash.js';`, 'upward'],
  ['importing a higher layer late', 'src/math/vector.ts', `await import('../pool/pool.js');`, 'upward'],
  ['requiring a higher layer', 'src/net/a.ts', `const s = require('../service/s.js');`, 'upward'],
  ['starting a worker of a higher layer', 'src/io/a.ts', `new URL('../pool/w.js', import.meta.url);`, 'upward'],
  ['locating data beside the code', 'src/io/a.ts', `new URL('../pool/table.bin', import.meta.url);`, undefined],
  ['importing a layer of the same rank', 'src/net/peer.ts', `import { go } from '../pool/pool.js';`, 'sideways'],
  ['client and net', 'src/client/sdk.ts', `import type { Link } from '../net/link.js';`, 'sideways'],
  ['errors and params', 'src/errors.ts', `import { P } from './params.js';`, 'sideways'],
  ['an application importing another', 'src/apps/a/x.ts', `import { y } from '../b/y.js';`, 'between-apps'],
  ['an application importing itself', 'src/apps/a/x.ts', `import { y } from './y.js';`, undefined],
  ['an application importing what all share', 'src/apps/a/x.ts', `import { y } from '../y.js';`, undefined],
  ['the list of applications', 'src/apps/index.ts', `import { y } from './b/y.js';`, undefined],
  ['the public entry importing anything', BARREL, `export * from './net/peer.js';`, undefined],
  ['importing the public entry', 'src/cli/main.ts', `import { x } from '../index.js';`, 'barrel'],
  ['importing from outside src', 'src/cli/main.ts', `import { x } from '../../test/x.js';`, 'outside'],
  ['importing a computed name', 'src/cli/main.ts', `await import(name);`, 'computed-import'],
  ['a folder without a rank', 'src/helpers/x.ts', '', 'unknown-folder'],
  ['importing a folder without a rank', 'src/cli/x.ts', `import { x } from '../helpers/x.js';`, 'unknown-folder'],
  ['assembly importing itself', 'assembly/a.ts', `import { b } from './b';`, undefined],
  ['assembly importing src', 'assembly/a.ts', `import { P } from '../src/params';`, 'outside'],
  ['assembly importing a package', 'assembly/a.ts', `import { z } from 'zod';`, 'outside'],
  ['Node in the network layer', 'src/net/peer.ts', `import { connect } from 'node:http2';`, undefined],
  ['Node in the store', 'src/preprocessing/store/a.ts', `import { open } from 'node:fs';`, undefined],
  ['Node beside the store', 'src/preprocessing/kinds.ts', `import { open } from 'node:fs';`, 'node'],
  ['Node in the client for Node', 'src/client/node/a.ts', `import { open } from 'node:fs';`, undefined],
  ['Node in the client for browsers', 'src/client/a.ts', `import { open } from 'node:fs';`, 'node'],
  ['a type of Node in the crypto layer', 'src/crypto/hash.ts', `import type { Hash } from 'node:crypto';`, 'node'],
  ['Node without its prefix', 'src/net/peer.ts', `import { connect } from 'http2';`, 'node'],
  ['the browser client loading the Node client', 'src/client/a.ts', `import { b } from './node/b.js';`, 'node'],
  ['the browser client naming its type', 'src/client/a.ts', `import type { b } from './node/b.js';`, undefined],
  ['an application loading the service', 'src/apps/a/x.ts', `import { s } from '../../service/s.js';`, 'node'],
  ['an inline type that keeps its import', 'src/apps/x.ts', `import { type s } from '../net/s.js';`, 'node'],
  ['a declared package', 'src/secure/a.ts', `import { z } from 'zod';`, undefined],
  ['a path in a declared package', 'src/net/a.ts', `import { x } from '@peculiar/x509/sub';`, undefined],
  ['a development package', 'src/secure/a.ts', `import ts from 'typescript';`, 'undeclared-package'],
  ['an unknown package', 'src/cli/a.ts', `import x from 'left-pad';`, 'undeclared-package'],
  ['a package for Node at the edge', 'src/service/log.ts', `import { pino } from 'pino';`, undefined],
  ['a package for Node in the middle', 'src/online/log.ts', `import { pino } from 'pino';`, 'node'],
  ['a package for Node in the store', 'src/preprocessing/store/l.ts', `import { pino } from 'pino';`, 'node'],
  ['a sub-path of a package for Node', 'src/io/a.ts', `import 'undici/types';`, 'node'],
  ['Buffer in the middle', 'src/math/a.ts', 'const x = Buffer.alloc(8);', 'node'],
  ['Buffer as a type', 'src/math/a.ts', 'function f(x: Buffer) {}', 'node'],
  ['process behind globalThis', 'src/math/a.ts', 'globalThis.process.exit();', 'node'],
  ['Buffer at the edge', 'src/net/a.ts', 'const x = Buffer.alloc(8);', undefined],
  ['a member called process', 'src/online/a.ts', 'job.process(); const o = { process: 1 };', undefined],
  ['a parameter called process', 'src/online/a.ts', 'function f(process: number) { return process; }', undefined],
  ['the entry of the kernel', 'src/math/a.ts', `import { Kernel } from '../kernel/index.js';`, undefined],
  ['another file of the kernel', 'src/math/a.ts', `import { addressOf } from '../kernel/span.js';`, 'kernel-private'],
  [
    'a type from another file of the kernel',
    'src/she/a.ts',
    `import type { H } from '../kernel/h.js';`,
    'kernel-private',
  ],
  ['what is generated for the kernel', 'src/pool/a.ts', `import '../kernel/generated/x.js';`, 'kernel-private'],
  ['the kernel using its own files', 'src/kernel/a.ts', `import './generated/x.js';`, undefined],
  ['the console in the command line', 'src/cli/main.ts', 'console.log(1);', undefined],
  ['the console anywhere else', 'src/service/main.ts', 'console.error(1);', 'console'],
  ['a member called console', 'src/service/main.ts', 'page.console.log(1);', undefined],
  ['any as an annotation', 'src/math/a.ts', 'let x: any;', 'any'],
  ['any as an argument of a type', 'src/cli/a.ts', 'let x: Map<string, any[]>;', 'any'],
  ['any in an assertion', 'src/net/a.ts', 'f(x as any);', 'any'],
  [
    'the word any in a comment or a string',
    'src/net/a.ts',
    `// any\nconst x = 'import x from "left-pad" as any';`,
    undefined,
  ],
];

const rules = suite('layers: the rules');

for (const [title, path, text, rule] of cases) {
  rules(`${title} is ${rule === undefined ? 'allowed' : 'found'}`, () => {
    const found = check({ path, text }, packages).map((finding) => finding.rule);
    assert.equal(found, rule === undefined ? [] : [rule]);
  });
}

rules('a finding names file and line', () => {
  const [finding] = check({ path: 'src/math/a.ts', text: `\n\nimport { x } from '../cli/x.js';` }, packages);
  assert.is(finding?.where, 'src/math/a.ts:3');
});

rules('every finding of a file is reported', () => {
  const text = `import { x } from '../cli/x.js';\nlet y: any;\nconsole.log(x, y);`;
  assert.is(check({ path: 'src/math/a.ts', text }, packages).length, 3);
});

rules('units are folders, files directly in src, and assembly', () => {
  assert.is(unitOf('src/apps/recommender/plain.ts'), 'apps');
  assert.is(unitOf('src/params.ts'), 'params');
  assert.is(unitOf('assembly/field.ts'), 'assembly');
  assert.is(unitOf('bench/main.ts'), undefined);
});

rules('every layer of the table stands above assembly', () => {
  for (const [unit, rank] of Object.entries(RANKS)) assert.ok(rank > 0 || unit === 'assembly', unit);
});

rules.run();

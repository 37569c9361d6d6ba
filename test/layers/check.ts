// Applies the layer rules to one file at a time and says what it found, in the words a developer needs to repair it.

import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { TextFile } from '../support/repository.js';
import {
  BARREL,
  COMPUTED_IMPORT_FILE,
  CONSOLE_PLACE,
  KERNEL_ENTRY,
  NODE_PACKAGE_PLACES,
  NODE_PACKAGES,
  NODE_PLACES,
  RANKS,
} from './rules.js';
import { type Import, type Mention, scan } from './scan.js';

export type Rule =
  | 'unknown-folder'
  | 'upward'
  | 'sideways'
  | 'between-apps'
  | 'barrel'
  | 'outside'
  | 'computed-import'
  | 'node'
  | 'undeclared-package'
  | 'kernel-private'
  | 'console'
  | 'any';

export interface Finding {
  readonly rule: Rule;
  readonly where: string;
  readonly message: string;
}

/** Folder of src, file directly in src without its ending, or `assembly`; undefined for anything else. */
export function unitOf(path: string): string | undefined {
  if (path.startsWith('assembly/')) return 'assembly';
  return /^src\/([^/.]+)/.exec(path)?.[1];
}

/**
 * Everything in one file that the layers forbid.
 * @param packages  the names in package.json's `dependencies`
 */
export function check(file: TextFile, packages: ReadonlySet<string>): readonly Finding[] {
  const facts = scan(file);
  const findings: Finding[] = [];
  const report = ({ line }: Mention, rule: Rule, message: string) =>
    findings.push({ rule, where: `${file.path}:${line}`, message });
  const unit = unitOf(file.path);
  if (file.path !== BARREL && (unit === undefined || RANKS[unit] === undefined)) {
    report({ line: 1, name: '' }, 'unknown-folder', `"${unit}" has no rank in test/layers/rules.ts`);
    return findings;
  }
  for (const entry of facts.imports) {
    const broken = entry.name.startsWith('.')
      ? checkRelative(file.path, entry)
      : checkPackage(file.path, entry, packages);
    if (broken !== undefined) report(entry, ...broken);
  }
  if (file.path !== COMPUTED_IMPORT_FILE) {
    for (const entry of facts.computedImports) report(entry, 'computed-import', 'a computed import cannot be checked');
  }
  for (const entry of facts.anys) report(entry, 'any', 'use `unknown` and check it');
  if (!needsNode(file.path)) {
    for (const entry of facts.nodeGlobals) report(entry, 'node', `${entry.name} does not exist in a browser`);
  }
  if (!file.path.startsWith(CONSOLE_PLACE)) {
    for (const entry of facts.consoles) report(entry, 'console', `only ${CONSOLE_PLACE} writes to the console`);
  }
  return findings;
}

type Broken = readonly [rule: Rule, message: string];

function checkRelative(from: string, entry: Import): Broken | undefined {
  const to = posix.join(posix.dirname(from), entry.name).replace(/\.js$/, '.ts');
  const target = unitOf(to);
  if (to === BARREL) return ['barrel', 'nothing inside imports the public entry'];
  if (target === undefined) return ['outside', `${entry.name} leaves src`];
  const unit = unitOf(from);
  if (unit === 'assembly') return target === unit ? undefined : ['outside', 'assembly imports nothing outside itself'];
  if (from === BARREL) return undefined;
  return checkRank(from, to) ?? checkKernel(from, to) ?? checkBrowser(from, to, entry);
}

function checkRank(from: string, to: string): Broken | undefined {
  const unit = unitOf(from) ?? '';
  const target = unitOf(to) ?? '';
  if (unit === target) return checkApps(from, to);
  const rank = RANKS[unit] ?? Number.NaN;
  const targetRank = RANKS[target];
  if (targetRank === undefined) return ['unknown-folder', `"${target}" has no rank`];
  if (targetRank === rank) return ['sideways', `${unit} and ${target} never import each other`];
  if (targetRank > rank) return ['upward', `${unit} (${rank}) imports ${target} (${targetRank})`];
  return undefined;
}

/** Applications share what lies directly in src/apps; the folder of one never imports the folder of another. */
function checkApps(from: string, to: string): Broken | undefined {
  const app = appOf(from);
  const target = appOf(to);
  if (app === undefined || target === undefined || app === target) return undefined;
  return ['between-apps', `application ${app} imports application ${target}`];
}

function appOf(path: string): string | undefined {
  return /^src\/apps\/([^/]+)\//.exec(path)?.[1];
}

/** No pointer leaves the kernel: its other files work with addresses, its entry does not export them. */
function checkKernel(from: string, to: string): Broken | undefined {
  if (unitOf(from) === 'kernel' || unitOf(to) !== 'kernel' || to === KERNEL_ENTRY) return undefined;
  return ['kernel-private', `outside the kernel import ${KERNEL_ENTRY}, not ${to}`];
}

/** What runs in a browser must not load, at run time, what needs Node. */
function checkBrowser(from: string, to: string, entry: Import): Broken | undefined {
  if (entry.typeOnly || needsNode(from) || !needsNode(to)) return undefined;
  return ['node', `${to} needs Node, but this file runs in a browser`];
}

function checkPackage(from: string, { name }: Import, packages: ReadonlySet<string>): Broken | undefined {
  if (unitOf(from) === 'assembly') return ['outside', 'assembly imports nothing outside itself'];
  if (isBuiltin(name)) {
    if (!name.startsWith('node:')) return ['node', `write node:${name}`];
    return needsNode(from) || from === BARREL ? undefined : ['node', `${name} does not exist in a browser`];
  }
  const root = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  if (!packages.has(root)) return ['undeclared-package', `${root} is not in package.json's dependencies`];
  const allowed = !NODE_PACKAGES.has(root) || from === BARREL || isIn(NODE_PACKAGE_PLACES, from);
  return allowed ? undefined : ['node', `${root} works under Node only and has no business here`];
}

function needsNode(path: string): boolean {
  return isIn(NODE_PLACES, path);
}

function isIn(places: readonly string[], path: string): boolean {
  return places.some((place) => path.startsWith(place));
}

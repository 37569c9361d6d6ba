// Reads the repository itself, for the tests that hold its sources and documents to the project's rules. The root is
// found relative to this file, whose compiled form lies in `<root>/<out>/test/support`.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TextFile {
  /** Path below the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Whether a file or folder exists below the repository's root. */
export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** One text file. */
export function readText(path: string): TextFile {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** All files below a folder whose name ends so, sorted by path; none if the folder does not exist. */
export function readTree(folder: string, suffix: string): readonly TextFile[] {
  if (!exists(folder)) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .sort()
    .map(readText);
}

/** The parts of package.json that tests look at. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function readManifest(): Manifest {
  return JSON.parse(readText('package.json').text) as Manifest;
}

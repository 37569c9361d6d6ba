// What the documents promise and the sources cite, as functions of text, so that each check can be tried on text that
// fails it. Each returns what is wrong, one line per finding.

import { posix } from 'node:path';
import type { Manifest, TextFile } from '../support/repository.js';

/** A key of the reading list: letters and a year or number, as in DPSZ12, CdH10, RFC8439. */
const KEY = '[A-Z][A-Za-z]*\\d{2,4}';
const KEY_LIST = new RegExp(`\\[(${KEY}(?:[,;] ?${KEY})*)\\]`, 'g');

/** Keys defined by the reading list: the entries `- **[KEY]** ...`. */
export function definedKeys(references: TextFile): readonly string[] {
  return [...references.text.matchAll(new RegExp(`^- \\*\\*\\[(${KEY})\\]\\*\\*`, 'gm'))].map(
    (match) => match[1] ?? '',
  );
}

/** Keys that a text cites in square brackets, and where. */
export function citedKeys({ path, text }: TextFile): readonly { key: string; where: string }[] {
  return linesOf(text).flatMap(({ line, number }) =>
    [...line.matchAll(KEY_LIST)].flatMap((match) =>
      (match[1] ?? '').split(/[,;] ?/).map((key) => ({ key, where: `${path}:${number}` })),
    ),
  );
}

/** Citations without an entry in the reading list, and `@source` marks that cite nothing. */
export function brokenCitations(files: readonly TextFile[], references: TextFile): readonly string[] {
  const defined = new Set(definedKeys(references));
  return files.flatMap((file) => {
    const unknown = citedKeys(file)
      .filter(({ key }) => !defined.has(key))
      .map(({ key, where }) => `${where} cites [${key}], which is not in ${references.path}`);
    const empty = linesOf(file.text)
      .filter(({ line }) => /@source\b(?!`)(?!.*\[)/.test(line))
      .map(({ number }) => `${file.path}:${number} has a @source without a [KEY]`);
    return [...unknown, ...empty];
  });
}

/** Only the comments of a source file, line for line: everything else is left out. */
export function commentsOf({ path, text }: TextFile): TextFile {
  const comment = /(?<=^|\s)\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
  const lines = text.split('\n').map(() => '');
  for (const match of text.matchAll(comment)) {
    const first = text.slice(0, match.index).split('\n').length - 1;
    match[0].split('\n').forEach((line, index) => {
      lines[first + index] += line;
    });
  }
  return { path, text: lines.join('\n') };
}

/** `npm` commands in a document that package.json does not have. */
export function unknownCommands({ path, text }: TextFile, { scripts }: Manifest): readonly string[] {
  return linesOf(text).flatMap(({ line, number }) =>
    [...line.matchAll(/\bnpm (?:run (?:--?\w+ )*([\w:-]+)|(test|start)\b)/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((script) => scripts[script] === undefined)
      .map((script) => `${path}:${number} uses the script "${script}", which package.json does not have`),
  );
}

/** Dependencies that are not pinned to one version, or not justified, and justifications of nothing. */
export function dependencyFaults(manifest: Manifest, contributing: TextFile): readonly string[] {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const justified = [...contributing.text.matchAll(/^- `([^`]+)`: \S.*$/gm)].map((match) => match[1] ?? '');
  return [
    ...versions
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name, version]) => `${name} is not pinned: "${version}"`),
    ...versions
      .filter(([name]) => justified.filter((other) => other === name).length !== 1)
      .map(([name]) => `${name} needs one line "- \`${name}\`: why" in ${contributing.path}`),
    ...justified
      .filter((name) => !versions.some(([other]) => other === name))
      .map((name) => `${contributing.path} justifies ${name}, which is not a dependency`),
  ];
}

/** Marks of unfinished work. */
export function unfinishedMarks({ path, text }: TextFile): readonly string[] {
  return linesOf(text)
    .filter(({ line }) => /\b(?:TODO|FIXME|XXX)\b/.test(line))
    .map(({ number }) => `${path}:${number} is marked as unfinished`);
}

/** Links to files of the repository that do not exist. `exists` gets paths below the root. */
export function brokenLinks({ path, text }: TextFile, exists: (path: string) => boolean): readonly string[] {
  return linesOf(text).flatMap(({ line, number }) =>
    [...line.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
      .map((match) => posix.join(posix.dirname(path), match[1] ?? ''))
      .filter((target) => !exists(target))
      .map((target) => `${path}:${number} links to ${target}, which does not exist`),
  );
}

function linesOf(text: string): readonly { line: string; number: number }[] {
  return text.split('\n').map((line, index) => ({ line, number: index + 1 }));
}

// Finds every @cost in the sources and the function it belongs to.

import { readTree } from '../support/repository.js';
import { type Clause, parseCost } from './grammar.js';

/** Folders that hold protocols; the layers below count other things, and what the secure layer costs the planner says (test/secure). */
const FOLDERS = ['protocol', 'sharing', 'online', 'io', 'service', 'apps'];

const DOCSTRING = /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*(.*)/g;
const DECLARATION = /^(?:export )?(?:function\*?|\*|async) ?([A-Za-z]\w*)/;

/** Clauses by name: `online/multiply#multiply`, with a condition `sharing/mac-check#checkOpenings (no coin prepared)`. */
export function costsOfSources(): Map<string, Clause> {
  const clauses = new Map<string, Clause>();
  for (const { path, text } of FOLDERS.flatMap((folder) => readTree(`src/${folder}`, '.ts'))) {
    const file = path.slice('src/'.length, -'.ts'.length);
    for (const [name, clause] of costsOf(text, file)) clauses.set(name, clause);
  }
  return clauses;
}

/** The costs of one file. @throws Error naming the function whose @cost cannot be read */
export function costsOf(source: string, file: string): Map<string, Clause> {
  const clauses = new Map<string, Clause>();
  for (const [, comment = '', line = ''] of source.matchAll(DOCSTRING)) {
    const text = tagOf(comment);
    if (text === null) continue;
    const declared = DECLARATION.exec(line)?.[1];
    if (declared === undefined) throw new Error(`${file}: @cost ${text} stands before no function`);
    const name = `${file}#${declared}`;
    for (const [condition, clause] of read(name, text, file, clauses)) {
      clauses.set(condition === '' ? name : `${name} (${condition})`, clause);
    }
  }
  return clauses;
}

/** The text after @cost, up to the next tag. */
function tagOf(comment: string): string | null {
  const plain = comment.replace(/^\s*\* ?/gm, ' ').replace(/\s+/g, ' ');
  const match = /@cost (.*?)(?:@[a-z]+ |$)/.exec(plain);
  return match?.[1]?.trim() ?? null;
}

function read(name: string, text: string, file: string, earlier: ReadonlyMap<string, Clause>): [string, Clause][] {
  try {
    const cost = parseCost(text);
    if ('clauses' in cost) return [...cost.clauses];
    const other = `${file}#${cost.as}`;
    const taken = [...earlier].filter(([key]) => key === other || key.startsWith(`${other} (`));
    if (taken.length === 0) throw new Error(`no earlier function of this file is called ${cost.as}`);
    return taken.map(([key, clause]) => [key.slice(other.length).replace(/^ \((.*)\)$/, '$1'), clause]);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

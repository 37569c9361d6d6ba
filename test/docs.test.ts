// The documents against the sources: what they tell a reader to type exists, what is cited is listed, what is
// depended on is pinned and justified. Each check is also tried on text that must fail it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  brokenCitations,
  brokenLinks,
  citedKeys,
  commentsOf,
  definedKeys,
  dependencyFaults,
  unfinishedMarks,
  unknownCommands,
} from './docs/checks.js';
import { RANKS } from './layers/rules.js';
import { exists, readManifest, readText, readTree } from './support/repository.js';

const manifest = readManifest();
const references = readText('REFERENCES.md');
const contributing = readText('CONTRIBUTING.md');
const guides = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'REFERENCES.md'].filter(exists);
const documents = [...guides.map(readText), ...readTree('docs', '.md'), ...readTree('examples', '.md')];
const sources = [...readTree('src', '.ts'), ...readTree('assembly', '.ts')];

function assertNone(findings: readonly string[]): void {
  assert.is(findings.length, 0, findings.join('\n    '));
}

const repository = suite('docs: this repository');

repository('there is a README', () => {
  assert.ok(exists('README.md'));
});

repository('every npm command in a document is a script', () => {
  assertNone(documents.flatMap((document) => unknownCommands(document, manifest)));
});

repository('every citation has its entry in the reading list', () => {
  const citing = [...sources.map(commentsOf), ...documents.filter(({ path }) => path !== references.path)];
  assertNone(brokenCitations(citing, references));
});

repository('the keys of the reading list are unique', () => {
  const keys = definedKeys(references);
  assert.ok(keys.length > 15);
  assert.is(new Set(keys).size, keys.length);
});

repository('every dependency is pinned and justified', () => {
  assertNone(dependencyFaults(manifest, contributing));
});

repository('no source is marked as unfinished', () => {
  assertNone(sources.flatMap(unfinishedMarks));
});

repository('every link to a file of the repository leads somewhere', () => {
  assertNone(documents.flatMap((document) => brokenLinks(document, exists)));
});

repository('the layer table for contributors shows every unit at its rank', () => {
  const rows = contributing.text.matchAll(/^ {4}( *\d+) {2}([\w, ]+?)(?: {2}.*)?$/gm);
  const shown = [...rows].flatMap((row) => (row[2] ?? '').split(', ').map((unit) => [unit, Number(row[1])] as const));
  assert.equal(Object.fromEntries(shown), RANKS);
});

repository.run();

const checks = suite('docs: the checks');
const document = (text: string) => ({ path: 'docs/a.md', text });
const list = { path: 'REFERENCES.md', text: '- **[DPSZ12]** SPDZ\n- **[CdH10]** comparison\n' };

checks('keys are read from the reading list and from citations', () => {
  assert.equal(definedKeys(list), ['DPSZ12', 'CdH10']);
  assert.equal(
    citedKeys(document('as in [DPSZ12, CdH10], see [this](b.md)\nand [RFC8439]')).map(({ key }) => key),
    ['DPSZ12', 'CdH10', 'RFC8439'],
  );
});

checks('an unlisted citation and a source without a key are found', () => {
  assert.equal(brokenCitations([document('[DPSZ12] and [CdH10]'), document(' * @source [CdH10] Fig. 3')], list), []);
  assert.is(brokenCitations([document('[KPR18]')], list).length, 1);
  assert.is(brokenCitations([document('@source [DPSZ12, KPR18]')], list).length, 1);
  assert.is(brokenCitations([document('@source the usual one')], list).length, 1);
});

checks('only comments of a source are searched for citations', () => {
  const text = `const x = [A12]; // see [DPSZ12]\n/** a\n * [CdH10] */ const y = [B34];\nconst url = 'http://a';`;
  const comments = commentsOf({ path: 'src/a.ts', text });
  assert.equal(
    citedKeys(comments).map(({ key, where }) => `${where} ${key}`),
    ['src/a.ts:1 DPSZ12', 'src/a.ts:3 CdH10'],
  );
  assert.not.ok(comments.text.includes('A12'));
  assert.not.ok(comments.text.includes('http'));
});

checks('a command that is not a script is found', () => {
  const known = { ...manifest, scripts: { test: '', bench: '' } };
  assert.equal(unknownCommands(document('`npm ci`, `npm test`, `npm run bench -- kernel`'), known), []);
  assert.is(unknownCommands(document('`npm start`'), known).length, 1);
  assert.is(unknownCommands(document('`npm run --silent demo`'), known).length, 1);
  assert.is(unknownCommands(document('npm run build:kernel'), known).length, 1);
});

checks('a loose version, a missing reason and a reason for nothing are found', () => {
  const one = { scripts: {}, dependencies: { zod: '4.0.0' }, devDependencies: {} };
  const reason = document('- `zod`: checks what comes from outside');
  assert.equal(dependencyFaults(one, reason), []);
  assert.is(dependencyFaults({ ...one, dependencies: { zod: '^4.0.0' } }, reason).length, 1);
  assert.is(dependencyFaults({ ...one, devDependencies: { uvu: '0.5.6' } }, reason).length, 1);
  assert.is(dependencyFaults(one, document(`${reason.text}\n- \`left-pad\`: pads`)).length, 1);
  assert.is(dependencyFaults(one, document('- `zod`: ')).length, 1);
});

checks('marks of unfinished work are found as whole words', () => {
  assert.equal(unfinishedMarks(document('XXXL, a Todoist fixme-free line')), []);
  for (const mark of ['TODO', 'FIXME', 'XXX']) assert.is(unfinishedMarks(document(`// ${mark}: later`)).length, 1);
});

checks('a link to a file that does not exist is found', () => {
  const has = (path: string) => path === 'docs/b.md' || path === 'README.md';
  assert.equal(brokenLinks(document('[b](b.md#part) [r](../README.md) [w](https://x.org/a) [h](#here)'), has), []);
  assert.is(brokenLinks(document('[c](c.md)'), has).length, 1);
});

checks.run();

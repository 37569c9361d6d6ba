// Reads one source file with TypeScript's own parser and notes what the layer rules are about. No types are resolved:
// the rules are about names and paths, and a syntax tree of each file alone is enough.

import ts from 'typescript';
import type { TextFile } from '../support/repository.js';
import { NODE_GLOBALS } from './rules.js';

export interface Mention {
  readonly line: number;
  readonly name: string;
}

export interface Import extends Mention {
  /** Erased by the compiler: `import type`, `export type`, `import('...')` as a type. */
  readonly typeOnly: boolean;
}

export interface Facts {
  /** Everything this file imports; `name` is the specifier as written. */
  readonly imports: readonly Import[];
  /** `import(...)` of something other than a string literal: it cannot be checked. */
  readonly computedImports: readonly Mention[];
  readonly anys: readonly Mention[];
  readonly consoles: readonly Mention[];
  /** Uses of Node's own globals that the file does not declare itself. */
  readonly nodeGlobals: readonly Mention[];
}

export function scan({ path, text }: TextFile): Facts {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const facts = {
    imports: [] as Import[],
    computedImports: [] as Mention[],
    anys: [] as Mention[],
    consoles: [] as Mention[],
    nodeGlobals: [] as Mention[],
  };
  const declared = new Set<string>();
  const mention = (node: ts.Node, name: string): Mention => ({
    line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
    name,
  });
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== undefined) {
      if (ts.isStringLiteralLike(found.specifier)) {
        facts.imports.push({ ...mention(node, found.specifier.text), typeOnly: found.typeOnly });
      } else {
        facts.computedImports.push(mention(node, 'import()'));
      }
    }
    if (node.kind === ts.SyntaxKind.AnyKeyword) facts.anys.push(mention(node, 'any'));
    if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (isFreeName(node)) {
        if (node.text === 'console') facts.consoles.push(mention(node, node.text));
        if (NODE_GLOBALS.has(node.text)) facts.nodeGlobals.push(mention(node, node.text));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { ...facts, nodeGlobals: facts.nodeGlobals.filter(({ name }) => !declared.has(name)) };
}

interface ImportNode {
  readonly specifier: ts.Node;
  readonly typeOnly: boolean;
}

function importOf(node: ts.Node): ImportNode | undefined {
  if (ts.isImportDeclaration(node)) {
    // `import { type A }` keeps the import statement under verbatimModuleSyntax; only `import type` is erased.
    return { specifier: node.moduleSpecifier, typeOnly: node.importClause?.isTypeOnly ?? false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node)) {
    const { argument } = node;
    return { specifier: ts.isLiteralTypeNode(argument) ? argument.literal : argument, typeOnly: true };
  }
  if (ts.isExternalModuleReference(node)) return { specifier: node.expression, typeOnly: false };
  if (ts.isCallExpression(node) && isImporter(node.expression) && node.arguments[0] !== undefined) {
    return { specifier: node.arguments[0], typeOnly: false };
  }
  return workerOf(node);
}

function isImporter(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

/** `new URL('./worker.js', import.meta.url)` names code that somebody will run: it counts as an import. */
function workerOf(node: ts.Node): ImportNode | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined;
  const [target, base] = node.arguments ?? [];
  if (target === undefined || base?.getText() !== 'import.meta.url') return undefined;
  return ts.isStringLiteralLike(target) && /\.[cm]?[jt]s$/.test(target.text)
    ? { specifier: target, typeOnly: false }
    : undefined;
}

/** The name is introduced here, so that other uses of it in this file do not mean the global. */
function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ((ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
      parent.name === node) ||
    ((ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent)) && parent.name === node) ||
    (ts.isImportSpecifier(parent) && parent.name === node) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent)
  );
}

/** The identifier stands for itself, not for a member of something: `process`, but not `job.process`. */
function isFreeName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis';
  }
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  return !(
    (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) &&
    parent.name === node
  );
}

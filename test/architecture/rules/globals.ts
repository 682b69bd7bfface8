import ts from 'typescript';
import type { TextFile } from '../../support/files.ts';

/** Objects with members that touch the outside, and members that only reckon. */
const MIXED: ReadonlySet<string> = new Set(['Math', 'Date']);

/**
 * Lists the names that a file uses and does not declare, each once.
 *
 * A member of `Math` or `Date` is listed as `Math.random`, and `Math` alone only where it is made or passed on whole.
 * A name that the file declares anywhere, as a parameter for example, counts as its own.
 */
export function globalsOf({ path, text }: TextFile): string[] {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (isDeclaredBy(node.parent, node)) declared.add(node.text);
      else if (isReference(node)) used.add(nameOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return [...used].filter((name) => !declared.has(name));
}

function nameOf(node: ts.Identifier): string {
  const { parent } = node;
  return MIXED.has(node.text) && ts.isPropertyAccessExpression(parent) ? `${node.text}.${parent.name.text}` : node.text;
}

function isDeclaredBy(parent: ts.Node, node: ts.Identifier): boolean {
  const isBinding =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isInterfaceDeclaration(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isTypeParameterDeclaration(parent) ||
    ts.isImportClause(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isNamespaceImport(parent);
  return isBinding && parent.name === node;
}

/** Tells a use of a name from the name of a member: `x.process`, `{ process: 1 }`, `process(): void`. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  return !('name' in parent && parent.name === node);
}

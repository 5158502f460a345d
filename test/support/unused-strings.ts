import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** Texts and what holds them, by their names; a leaf is a text, or what makes one. */
type Tree = Readonly<Record<string, unknown>>;
type Path = readonly string[];

/**
 * The texts of the web application that none of its files names, such as 'overview.tiles.label'. What is handed on or looked
 * up whole counts as named, with all that is in it.
 *
 * @param root the texts
 * @param folder of the sources
 */
export function unusedStrings(root: Tree, folder: string): string[] {
  const used = new Set<string>();
  for (const file of globSync(`${folder}/**/*.{ts,tsx}`)) {
    if (file.startsWith(`${folder}/strings/`)) continue;
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    for (const path of namedIn(source, root)) used.add(path.join('.'));
  }
  return leavesOf(root)
    .filter((leaf) => !leaf.some((_, at) => used.has(leaf.slice(0, at + 1).join('.'))))
    .map((leaf) => leaf.join('.'));
}

/** What a file names, each as deep as it says. */
function namedIn(source: ts.SourceFile, root: Tree): Path[] {
  const bound = new Map<string, Path[]>([['strings', [[]]]]);
  const pathsOf = (node: ts.Node): Path[] => {
    if (ts.isIdentifier(node)) return bound.get(node.text) ?? [];
    if (ts.isPropertyAccessExpression(node))
      return childrenOf(root, pathsOf(node.expression), node.name.text);
    if (ts.isElementAccessExpression(node)) {
      const { argumentExpression: key } = node;
      return childrenOf(root, pathsOf(node.expression), ts.isStringLiteral(key) ? key.text : null);
    }
    if (ts.isConditionalExpression(node)) return [...pathsOf(node.whenTrue), ...pathsOf(node.whenFalse)];
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
      return pathsOf(node.expression);
    return [];
  };
  const named: Path[] = [];
  const bind = (name: ts.BindingName, paths: Path[]): void => {
    if (ts.isIdentifier(name)) bound.set(name.text, [...(bound.get(name.text) ?? []), ...paths]);
    else if (ts.isArrayBindingPattern(name)) named.push(...paths);
    else {
      for (const { propertyName, name: inner, dotDotDotToken: rest } of name.elements) {
        const key = propertyName ?? inner;
        if (rest !== undefined) named.push(...paths);
        else if (ts.isIdentifier(key)) bind(inner, childrenOf(root, paths, key.text));
      }
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
      const paths = pathsOf(node.initializer);
      bind(node.name, paths);
      if (paths.length > 0) visitBeside(node.initializer);
      else visit(node.initializer);
    } else if (ts.isIdentifier(node) || isAccess(node)) {
      const paths = isName(node) ? [] : pathsOf(node);
      named.push(...paths);
      if (paths.length > 0) visitBeside(node);
      else if (isAccess(node)) visitParts(node, visit);
    } else ts.forEachChild(node, visit);
  };
  /** What is in an expression of texts besides them, such as the key by which they are looked up. */
  const visitBeside = (node: ts.Node): void => {
    if (pathsOf(node).length === 0) visit(node);
    else if (isAccess(node)) visitParts(node, visitBeside);
    else if (!ts.isIdentifier(node)) ts.forEachChild(node, visitBeside);
  };
  // Twice: what is bound may stand below where it is named.
  visit(source);
  named.length = 0;
  visit(source);
  return named;
}

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** Without the name of the property, which is no expression. */
function visitParts(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  visit: (part: ts.Node) => void,
): void {
  visit(node.expression);
  if (ts.isElementAccessExpression(node)) visit(node.argumentExpression);
}

/** A word that names something new, or something of something else, and not what is bound to it. */
function isName(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isBindingElement(parent) ||
    ts.isParameter(parent) ||
    ts.isJsxAttribute(parent) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

/** @param key null: each of them */
function childrenOf(root: Tree, paths: readonly Path[], key: string | null): Path[] {
  return paths.flatMap((path) => {
    const at = path.reduce<unknown>((tree, name) => (tree as Tree)[name], root);
    if (typeof at !== 'object' || at === null) return [];
    return Object.keys(at)
      .filter((name) => key === null || name === key)
      .map((name) => [...path, name]);
  });
}

function leavesOf(tree: Tree, path: Path = []): Path[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? leavesOf(value as Tree, [...path, name])
      : [[...path, name]],
  );
}

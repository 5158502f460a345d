import { Document, isCollection, visit } from 'yaml';

/** A value as YAML in one line, quoted where it would be read as something else: `{ id: "0123", role: admin }`. */
export function asFlow(value: unknown): string {
  const document = new Document(value, { version: '1.2', schema: 'core' });
  visit(document, (_key, node) => {
    if (isCollection(node)) node.flow = true;
  });
  // Without a width the library breaks no line; a text of several lines is quoted with escapes.
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, blockQuote: false }).trimEnd();
}

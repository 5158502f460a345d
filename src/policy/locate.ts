import { readYaml } from './read-yaml.ts';
import { child, nodeAtPointer, segmentsOf } from './source-node.ts';

/** The line, from 1, that a JSON pointer into the effective policy leads to; null where the file does not have it. */
export type FindLine = (pointer: string) => number | null;

/** Finds lines in a tenant's own file. A section that the file lacks comes from the default policy. */
export function locateIn(yaml: string): FindLine {
  const document = readYaml(yaml);
  return (pointer) => {
    const [section] = segmentsOf(pointer);
    if (document.root === null || section === undefined || child(document.root, section) === null)
      return null;
    return document.positionOf(nodeAtPointer(document.root, pointer).keyAt).line;
  };
}

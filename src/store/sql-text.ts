/** A piece of a statement, with a value for each `?` in it. */
export interface Sql {
  text: string;
  values: readonly SqlValue[];
}

export type SqlValue = string | number | boolean | null | Date | readonly string[];

/**
 * SQL as a template: pieces of SQL are put in, everything else becomes a value of the statement and never its text. A
 * question mark may not stand in the template itself.
 */
export function sql(template: TemplateStringsArray, ...parts: (Sql | SqlValue)[]): Sql {
  let text = template[0] ?? '';
  const values: SqlValue[] = [];
  for (const [index, part] of parts.entries()) {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += template[index + 1] ?? '';
  }
  return { text, values };
}

/** A piece that is written in the code itself: never what comes from outside. */
export function plainSql(text: string): Sql {
  return { text, values: [] };
}

/** Pieces one after the other, with a word between them. */
export function joinSql(pieces: readonly Sql[], word: ' and ' | ' or ' | ' + ' | ' union all ' | ', '): Sql {
  return {
    text: pieces.map(({ text }) => text).join(word),
    values: pieces.flatMap(({ values }) => values),
  };
}

function isSql(part: Sql | SqlValue): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part;
}

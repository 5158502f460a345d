/** One thing that a policy says, in a sentence, and the place that says it. */
export interface Statement {
  says: string;
  /** JSON pointer into the effective policy. */
  at: string;
}

/** Statements about one question. */
export interface Chapter {
  title: string;
  statements: Statement[];
}

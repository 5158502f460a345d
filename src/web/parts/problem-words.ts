import { ApiProblem } from '../api/api-problem.ts';
import { strings } from '../strings/strings.ts';

export interface ProblemWords {
  title: string;
  /** What happened, by the service; null where the title says it. */
  detail: string | null;
  next: string;
  reference: string | null;
}

/** Whether it is nothing that the reader may see: asking again cannot help. */
export function isClosed(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 403 && !error.isWrite;
}

/** What to tell the reader of a fault, and what to do next. */
export function problemWords(error: unknown, title: string = strings.problems.title): ProblemWords {
  const { unanswered, next } = strings.problems;
  if (!(error instanceof ApiProblem)) return { title, detail: null, next: next.other, reference: null };
  if (error.kind !== 'refused') {
    const words = strings.problems[error.kind];
    return {
      title: words.title,
      detail: null,
      next: error.isWrite ? unanswered : words.next,
      reference: null,
    };
  }
  const { problem } = error;
  if (problem === null) return { title, detail: null, next: next.other, reference: null };
  const known = problem.code in next ? next[problem.code as keyof typeof next] : next.other;
  return {
    title,
    detail: problem.detail,
    next: isClosed(error) ? next.closed : known,
    // Only where somebody has to look into the log.
    reference: problem.status >= 500 ? error.reference : null,
  };
}

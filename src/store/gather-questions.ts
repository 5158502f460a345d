/** How questions are gathered. */
export interface Gathering {
  /** How many are asked in one piece at most. */
  most: number;
  /** How many pieces of one key are under way at a time. */
  atOnce: number;
}

interface Waiting<Question, Answer> {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (fault: unknown) => void;
}

interface Line<Question, Answer> {
  waiting: Waiting<Question, Answer>[];
  running: number;
  isAboutToBegin: boolean;
}

/**
 * Asks questions of one key that come at the same time, or while others are being answered, in one piece. A question is
 * asked after it came, and nothing is remembered, so no answer is older than its question. Alone it goes at once.
 *
 * @param ask answers the questions in their order; where it fails, so does each of them
 */
export function gatherQuestions<Question, Answer>(
  ask: (key: string, questions: Question[]) => Promise<Answer[]>,
  { most, atOnce }: Gathering,
): (key: string, question: Question) => Promise<Answer> {
  const lines = new Map<string, Line<Question, Answer>>();

  function begin(key: string, line: Line<Question, Answer>): void {
    while (line.waiting.length > 0 && line.running < atOnce) {
      const piece = line.waiting.splice(0, most);
      line.running += 1;
      void answer(key, piece).finally(() => {
        line.running -= 1;
        begin(key, line);
        if (line.running === 0 && !line.isAboutToBegin) lines.delete(key);
      });
    }
  }

  async function answer(key: string, piece: Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await ask(
        key,
        piece.map(({ question }) => question),
      );
      for (const [place, { resolve, reject }] of piece.entries()) {
        if (place in answers) resolve(answers[place] as Answer);
        else reject(new TypeError('A question was not answered.'));
      }
    } catch (fault) {
      for (const { reject } of piece) reject(fault);
    }
  }

  return (key, question) =>
    new Promise((resolve, reject) => {
      const line = lines.get(key) ?? { waiting: [], running: 0, isAboutToBegin: false };
      lines.set(key, line);
      line.waiting.push({ question, resolve, reject });
      if (line.isAboutToBegin || line.running >= atOnce) return;
      line.isAboutToBegin = true;
      // Behind whatever else has arrived by now.
      setImmediate(() => {
        line.isAboutToBegin = false;
        begin(key, line);
      });
    });
}

import type { EffectivePolicy } from './effective-policy.ts';
import { quoted } from './finding.ts';
import type { MatchedConditions } from './match-conditions.ts';
import type { Mismatch } from './mismatch.ts';

/** Of fewer people nothing is said about all of them. */
const fewestOfAll = 5;

/** Counts for whom the conditions of a policy hold, person by person. */
export interface ConditionCount {
  count(matched: MatchedConditions): void;
  /** Whom was counted. */
  readonly people: number;
  /** Filters and rules that hold for nobody or for everybody. */
  judge(): Mismatch[];
}

export function countConditions({ filters, rules }: EffectivePolicy): ConditionCount {
  const held = new Map<string, number>();
  const asked = { people: 0, inScope: 0 };
  const note = (section: string, places: readonly number[]): void => {
    for (const place of new Set(places))
      held.set(`${section}/${place}`, (held.get(`${section}/${place}`) ?? 0) + 1);
  };
  const judgeOne = (at: string, all: number, judged: Judged): Mismatch[] => {
    const count = held.get(at) ?? 0;
    const isNobody = count === 0 && all > 0;
    const isEverybody = count === all && all >= fewestOfAll;
    if (!isNobody && !isEverybody) return [];
    const which = isNobody ? 'nobody' : 'everybody';
    const { noun, name, says, hints, subject } = judged;
    return [
      {
        code: `${noun}_matches_${which}`,
        at,
        subject: `${subject} ${name}`,
        message: says[which](quoted(name), all),
        hint: hints[which],
      },
    ];
  };
  return {
    count({ include, exclude, rules: matched }) {
      asked.people += 1;
      note('/filters/include', include);
      note('/filters/exclude', exclude);
      if (matched === null) return;
      asked.inScope += 1;
      note('/rules', matched);
    },
    get people() {
      return asked.people;
    },
    judge() {
      return [
        ...filters.include.flatMap(({ name }, i) =>
          judgeOne(`/filters/include/${i}`, asked.people, { ...ofInclude, name }),
        ),
        ...filters.exclude.flatMap(({ name }, i) =>
          judgeOne(`/filters/exclude/${i}`, asked.people, { ...ofExclude, name }),
        ),
        ...rules.flatMap(({ name, status }, i) =>
          status === 'retired' ? [] : judgeOne(`/rules/${i}`, asked.inScope, { ...ofRule, name }),
        ),
      ];
    },
  };
}

interface Judged {
  noun: 'filter' | 'rule';
  name: string;
  subject: 'include' | 'exclude' | 'rule';
  says: Record<'nobody' | 'everybody', (name: string, all: number) => string>;
  hints: Record<'nobody' | 'everybody', string>;
}

const compare = 'Compare its values with what the directory sends, or remove it.';

const ofInclude: Omit<Judged, 'name'> = {
  noun: 'filter',
  subject: 'include',
  says: {
    nobody: (name, all) => `The filter ${name} lets nobody in: ${noneMatches(all)}.`,
    everybody: (name, all) => `The filter ${name} lets in all ${all} people that the directory has.`,
  },
  hints: { nobody: compare, everybody: 'If everyone is meant, that is fine; if not, it filters nothing.' },
};

const ofExclude: Omit<Judged, 'name'> = {
  noun: 'filter',
  subject: 'exclude',
  says: {
    nobody: (name, all) => `The filter ${name} excludes nobody: ${noneMatches(all)}.`,
    everybody: (name, all) => `The filter ${name} excludes all ${all} people that the directory has.`,
  },
  hints: { nobody: compare, everybody: 'Nobody has access by this. Narrow it, or remove it.' },
};

const ofRule: Omit<Judged, 'name'> = {
  noun: 'rule',
  subject: 'rule',
  says: {
    nobody: (name, all) => `The rule ${name} is about nobody: ${noneMatches(all, ' in scope')}.`,
    everybody: (name, all) => `The rule ${name} is about all ${all} people in scope.`,
  },
  hints: { nobody: compare, everybody: 'If everyone is meant, that is fine; if not, narrow its condition.' },
};

function noneMatches(all: number, where = ''): string {
  return all === 1
    ? `the only person${where} does not match it`
    : `none of the ${all} people${where} matches it`;
}

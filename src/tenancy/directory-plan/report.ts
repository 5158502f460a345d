import type { PersonPlan } from '../../domain/change.ts';
import { isGuardKind } from '../../domain/hold-reason.ts';
import type { DirectoryPlanReport } from '../../generated/api.ts';
import type { Foreseen } from '../../reconcile/plan-everyone.ts';

/** Reasons that are told one by one; of more, the rarest are told together. */
const mostReasons = 10;

export interface Reporting {
  add: (foreseen: readonly Foreseen[]) => void;
  finish: (unmapped: DirectoryPlanReport['unmapped_groups']) => DirectoryPlanReport;
}

/** Adds up what would become of the people of one directory, who come in any order. Only figures are kept. */
export function reportOn(directoryId: string): Reporting {
  const figures = { people: 0, join: 0, link: 0, lose_access: 0, changed: 0, ambiguous: 0, held: 0, left: 0 };
  const reasons = new Map<string, number>();

  const count = (plan: PersonPlan, by: 1 | -1): void => {
    if (plan.directoryId !== directoryId) return;
    const does = (...actions: string[]): boolean =>
      plan.changes.some(({ action }) => actions.includes(action));
    const { decision, hold } = plan;
    const isTouched = plan.changes.length > 0 || hold !== null;
    figures.people += by;
    if (does('user.provisioned')) figures.join += by;
    else if (does('user.deactivated', 'user.read_only')) figures.lose_access += by;
    else if (does('user.linked')) figures.link += by;
    else if (plan.changes.length > 0) figures.changed += by;
    if (hold !== null) {
      if (isGuardKind(hold.kind) || hold.kind === 'sole_admin') figures.held += by;
      else figures.ambiguous += by;
    }
    if (decision?.outcome === 'no_access' && decision.cause === 'left') {
      // Of whom something is said already, that they have left is why.
      if (!isTouched) figures.left += by;
    } else if (decision?.outcome === 'no_access' || decision?.outcome === 'leave_alone') {
      reasons.set(decision.because, (reasons.get(decision.because) ?? 0) + by);
    }
  };

  return {
    add: (foreseen) => {
      for (const { plan, instead } of foreseen) {
        if (instead) count(instead, -1);
        count(plan, 1);
      }
    },
    finish: (unmapped) => {
      const report = { ...figures, out_of_scope: mostFrequent(reasons), unmapped_groups: unmapped };
      return { ...report, says: inWords(report) };
    },
  };
}

function mostFrequent(reasons: ReadonlyMap<string, number>): DirectoryPlanReport['out_of_scope'] {
  const sorted = [...reasons]
    .filter(([, people]) => people > 0)
    .map(([because, people]) => ({ because, people }))
    .sort((a, b) => b.people - a.people || (a.because < b.because ? -1 : 1));
  const others = sorted.slice(mostReasons).reduce((sum, { people }) => sum + people, 0);
  const named = sorted.slice(0, mostReasons);
  return others === 0 ? named : [...named, { because: 'has no access for another reason', people: others }];
}

/** `312 people join, 4 existing accounts are linked, 17 are out of scope: 17 because each is excluded by ...` */
function inWords(report: Omit<DirectoryPlanReport, 'says'>): string {
  const { unmapped_groups: unmapped, out_of_scope: outOfScope } = report;
  const parts = [
    said(report.join, 'person joins', 'people join'),
    said(report.link, 'existing account is linked', 'existing accounts are linked'),
    said(report.changed, 'account is changed', 'accounts are changed'),
    said(report.lose_access, 'person loses access', 'people lose access'),
    said(report.held, 'person waits for somebody to decide', 'people wait for somebody to decide'),
    said(report.ambiguous, 'person is ambiguous', 'people are ambiguous'),
    ...outOfScope.map(({ because, people }) =>
      said(people, `has no access because this person ${because}`, `have no access because each ${because}`),
    ),
    said(report.left, 'person has left', 'people have left'),
    said(unmapped.count, 'group is unmapped', 'groups are unmapped'),
  ].filter((part) => part !== null);
  if (parts.length > 0) return `${parts.join(', ')}.`;
  return report.people === 0
    ? 'Nobody is in this directory.'
    : `Nothing changes for the ${said(report.people, 'person', 'people') ?? ''} of this directory.`;
}

function said(count: number, one: string, many: string): string | null {
  if (count === 0) return null;
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

import { contentSteps, firstSyncStep } from './content-steps.ts';
import { done, waiting, type SetupStep, type SetupView } from './setup-step.ts';

/** The setup of a directory of imported files. */
export function importSteps(view: SetupView): SetupStep[] {
  const { directory } = view.facts;
  const next =
    view.reader === 'customer'
      ? 'Those who run Rollcall import files: send them one, or ask how they come by it.'
      : `Run \`rollcall import ${view.tenant} people.csv\`; with --dry-run it says what it would do.`;
  const first =
    directory.connected_at === null
      ? waiting('first_file', 'No file has been imported yet.', next)
      : done('first_file', 'A first file was imported.', directory.connected_at);
  return [first, ...contentSteps(withFileAdvice(view)), firstSyncStep(view)];
}

/** Nobody sends anything: what is missing is missing from the file. */
function withFileAdvice(view: SetupView): SetupView {
  const advice = {
    ...view.guide.advice,
    people: 'Import a file with people, and look at its rejects.',
    groups: 'Import a file with a column of groups, if people are to have roles by groups.',
    members: 'Look whether the column of groups in the file is filled in.',
    deactivation: 'Who is missing from a file that is imported with --full has left.',
  };
  return { ...view, provider: 'the file', guide: { ...view.guide, advice } };
}

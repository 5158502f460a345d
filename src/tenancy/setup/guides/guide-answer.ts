import type { DirectoryGuide, DirectoryGuideSummary } from '../../../generated/api.ts';
import type { Guide } from './guide.ts';

export function guideSummary({ idp, name, sources, about }: Guide): DirectoryGuideSummary {
  return { idp, name, sources: [...sources], about };
}

/** A guide as the API shows it; what the connection check advises is its own. */
export function guideAnswer(guide: Guide): DirectoryGuide {
  return {
    ...guideSummary(guide),
    profile: guide.profile,
    before: [...guide.before],
    steps: guide.steps.map(({ title, says, fields = [] }) => ({
      title,
      says: [...says],
      fields: [...fields],
    })),
    attributes: guide.attributes.map(({ attribute, from, note = null }) => ({ attribute, from, note })),
    groups: [...guide.groups],
    deactivation: [...guide.deactivation],
    traps: [...guide.traps],
  };
}

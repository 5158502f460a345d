import type {
  DirectoryGuide,
  DirectoryGuideSummary,
  GuidePicture as PictureAnswer,
} from '../../../generated/api.ts';
import type { Guide, GuidePicture } from './guide.ts';

/** What this installation can do. */
export interface Reach {
  /** Whether an API key of WorkOS is configured. */
  workos: boolean;
}

export function guideSummary({ idp, name, sources, about }: Guide, reach: Reach): DirectoryGuideSummary {
  const offered = sources.filter((source) => source !== 'workos' || reach.workos);
  return { idp, name, sources: [...sources], offered, about };
}

/** A guide as the API shows it; what the connection check advises is its own. */
export function guideAnswer(guide: Guide, reach: Reach): DirectoryGuide {
  return {
    ...guideSummary(guide, reach),
    profile: guide.profile,
    before: [...guide.before],
    steps: guide.steps.map(({ title, says, fields = [], checks = [], picture }) => ({
      title,
      says: [...says],
      fields: fields.map(({ field, value, as = 'text' }) => ({ field, value, as })),
      checks: [...checks],
      picture: picture === undefined ? null : pictureAnswer(picture),
    })),
    attributes: guide.attributes.map(({ attribute, from, note = null }) => ({ attribute, from, note })),
    groups: [...guide.groups],
    deactivation: [...guide.deactivation],
    traps: [...guide.traps],
  };
}

function pictureAnswer({ place, rows = [] }: GuidePicture): PictureAnswer {
  return { place, rows: rows.map(({ as, label, value = '' }) => ({ as, label, value })) };
}

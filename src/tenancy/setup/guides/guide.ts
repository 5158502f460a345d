import type { GuideName } from '../../../domain/identity-provider.ts';
import type { ProfileName } from '../../../domain/profile-names.ts';

/**
 * How the administrator of a customer connects one identity provider: what the API gives, what docs/setup is made of,
 * and what the connection check advises. `{base_url}` and `{token}` stand for what creating the directory gives.
 */
export interface Guide {
  idp: GuideName;
  /** In full, such as Microsoft Entra ID. */
  name: string;
  /** The ways that there are for it, the best one first. */
  sources: readonly ('scim' | 'workos' | 'import')[];
  /** Of a SCIM directory; null where it speaks no SCIM to Rollcall. */
  profile: ProfileName | null;
  about: string;
  /** What the customer's administrator has to have before. */
  before: readonly string[];
  /** What whoever runs Rollcall has to know, for docs/setup alone: the pages of the customer do not say it. */
  here?: { before?: readonly string[]; traps?: readonly string[] };
  steps: readonly GuideStep[];
  attributes: readonly GuideAttribute[];
  groups: readonly string[];
  deactivation: readonly string[];
  traps: readonly string[];
  advice: GuideAdvice;
}

export interface GuideStep {
  title: string;
  says: readonly string[];
  /** What is typed or chosen, by the names that the identity provider's own pages use. */
  fields?: readonly { field: string; value: string; as?: 'text' | 'choice' | 'tick' | 'ticks' }[];
  /** The keys of the steps of the setup (`checkSetup`) that are done once this has worked. */
  checks?: readonly string[];
  /** What it looks like there; none where another product leads through it. */
  picture?: GuidePicture;
}

/** A page of the identity provider, to be drawn: the fields of the step, and below them these rows. */
export interface GuidePicture {
  /** In the menus, such as Applications > App > General. */
  place: string;
  rows?: readonly PictureRow[];
}

export interface PictureRow {
  as: 'tabs' | 'text' | 'choice' | 'tick' | 'switch' | 'person' | 'group' | 'button';
  /** What stands on it or beside it. */
  label: string;
  /** What is in it, or how it is. */
  value?: string;
}

export interface GuideAttribute {
  /** The path in SCIM. */
  attribute: string;
  /** What the identity provider calls it. */
  from: string;
  note?: string;
}

/** One sentence for each thing that can be missing, with the menus of the identity provider. */
export interface GuideAdvice {
  /** Nothing has come yet. */
  connect: string;
  /** What came had another token. */
  token: string;
  people: string;
  groups: string;
  members: string;
  deactivation: string;
}

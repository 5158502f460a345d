import { guideNames, type GuideName } from '../../../domain/identity-provider.ts';
import { entra } from './entra.ts';
import { generic } from './generic.ts';
import { google } from './google.ts';
import type { Guide } from './guide.ts';
import { jumpcloud } from './jumpcloud.ts';
import { okta } from './okta.ts';
import { onelogin } from './onelogin.ts';
import { ping } from './ping.ts';
import { pingfederate } from './pingfederate.ts';
import { rippling } from './rippling.ts';

const guides: Readonly<Record<GuideName, Guide>> = {
  okta,
  entra,
  google,
  onelogin,
  jumpcloud,
  ping,
  pingfederate,
  rippling,
  generic,
};

/** Every guide, the best known first. */
export const allGuides: readonly Guide[] = guideNames.map((name) => guides[name]);

export function guideOf(name: GuideName): Guide {
  return guides[name];
}

/** The guide of a name that somebody wrote; null: there is none. */
export function findGuide(name: string): Guide | null {
  return allGuides.find(({ idp }) => idp === name) ?? null;
}

import { entra } from './entra.ts';
import { generic } from './generic.ts';
import { google } from './google.ts';
import { jumpcloud } from './jumpcloud.ts';
import { okta } from './okta.ts';
import { onelogin } from './onelogin.ts';
import { ping } from './ping.ts';
import type { Profile, ProfileName } from './profile.ts';
import { rippling } from './rippling.ts';

const profiles: { readonly [Name in ProfileName]: Profile } = {
  generic,
  okta,
  entra,
  onelogin,
  jumpcloud,
  ping,
  google,
  rippling,
};

/** The dialect that a directory was set up for. */
export function profileOf(name: ProfileName): Profile {
  return profiles[name];
}

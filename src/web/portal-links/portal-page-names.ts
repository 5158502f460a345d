import type { PortalPage } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

/** The parts of the portal in the order of its navigation, with their names. */
export const portalPageNames = (Object.keys(strings.portalLinks.pages) as PortalPage[]).map((value) => ({
  value,
  label: strings.portalLinks.pages[value],
}));

/**
 * What isDateTime takes, as one expression that PostgreSQL and JavaScript read alike: whatever matches is taken as a time
 * by both, also where it was stored before its attribute became a dateTime.
 */
export const instantPattern =
  '^(?:(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])' +
  '|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))' +
  '|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29)' +
  'T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,12})?|24:00:00(?:[.]0{1,12})?)' +
  '(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$';

const instant = new RegExp(instantPattern);

/** Milliseconds since 1970, further digits cut off; UTC where no offset is given. Null for what is no time. */
export function instantOf(text: string): number | null {
  if (!instant.test(text)) return null;
  const withOffset = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  return Date.parse(withOffset.replace(/(\.\d{3})\d+/, '$1'));
}

/**
 * Whether the value of If-Match or If-None-Match names this version: `*` names any, otherwise one of a list of entity
 * tags. Compared weakly (RFC 9110 §8.8.3.2), because the tags of SCIM resources are weak (RFC 7644 §3.14). Tags without
 * quotes are understood too.
 *
 * @param version as in `meta.version`, such as W/"abc"; without a comma in it
 */
export function namesVersion(header: string, version: string): boolean {
  const wanted = opaqueTag(version);
  return header.split(',').some((written) => {
    const tag = written.trim();
    return tag === '*' || (tag !== '' && opaqueTag(tag) === wanted);
  });
}

/** What two tags share that are weakly the same. */
function opaqueTag(tag: string): string {
  const strong = /^w\//i.test(tag) ? tag.slice(2) : tag;
  return strong.length >= 2 && strong.startsWith('"') && strong.endsWith('"') ? strong.slice(1, -1) : strong;
}
